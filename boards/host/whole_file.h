// Small files read and replaced as a whole.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "boards/host/file_error.h"

namespace boards {

enum class Durability : std::uint8_t {
    synced,    // on the disk before the call returns
    unsynced,  // survives the death of the process, not that of the machine
};

// Refused: a file that cannot be read, or of more than 256 MiB.
[[nodiscard]] std::expected<std::string, FileError> read_whole_file(
    const std::filesystem::path& path);

// Why a file could not be made.
struct CreateError {
    bool exists = false;  // something has the name already
    FileError why;
};

// Makes a new file, readable by its owner only, on the disk before the call returns. Whatever has
// the name already is left alone.
[[nodiscard]] std::expected<void, CreateError> create_file(const std::filesystem::path& path,
                                                           std::span<const std::uint8_t> content);

// Writes a new file beside `path`, readable by its owner only, and renames it over: at any moment
// the old or the new content is there, never a part.
[[nodiscard]] std::expected<void, FileError> replace_file(const std::filesystem::path& path,
                                                          std::span<const std::uint8_t> content,
                                                          Durability durability);

}  // namespace boards
