// A file that holds the content of memory devices, written in place, a page at a time.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <span>
#include <utility>

#include "boards/host/descriptor.h"
#include "boards/host/file_error.h"
#include "boards/host/whole_file.h"

namespace boards {

class ImageFile {
 public:
    // For one process at a time. Refused: another process has it open, or it cannot be opened.
    [[nodiscard]] static std::expected<ImageFile, FileError> open(const std::filesystem::path& path,
                                                                  Durability durability);

    // False where the system did not take all of it. A page is written whole or not at all when
    // this process is killed.
    [[nodiscard]] bool write(std::uint64_t offset, std::span<const std::uint8_t> bytes);
    // Waits for the disk where the file is synced.
    [[nodiscard]] bool sync();

 private:
    ImageFile(Descriptor file, Durability durability)
        : file_{std::move(file)}, durability_{durability} {}

    Descriptor file_;
    Durability durability_;
    bool is_dirty_ = false;  // written since the last sync()
};

}  // namespace boards
