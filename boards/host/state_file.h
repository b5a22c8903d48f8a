// A meter's memory as one file: its keying, written once, and its state, replaced with each commit.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <span>
#include <vector>

#include "boards/host/descriptor.h"
#include "boards/host/file_error.h"
#include "boards/host/whole_file.h"
#include "meter/keying.h"
#include "meter/ports/state_store.h"
#include "meter/state.h"

namespace boards {

// What a state file holds.
struct KeptMeter {
    meter::Keying keying;
    meter::State state;
};

class StateFile {
 public:
    // Makes the file of a new meter. Refused where the file exists: a keyed meter takes no second
    // key, ever.
    [[nodiscard]] static std::expected<void, FileError> create(const std::filesystem::path& path,
                                                               const meter::Keying& keying);
    // Reads it without opening it for commits.
    [[nodiscard]] static std::expected<KeptMeter, FileError> read(
        const std::filesystem::path& path);
    // For commits, by one process at a time. Refused: another process has it open, and all that
    // read() refuses.
    [[nodiscard]] static std::expected<StateFile, FileError> open(const std::filesystem::path& path,
                                                                  Durability durability);

    // The port: see meter/ports/state_store.h.
    [[nodiscard]] std::expected<void, meter::StoreError> save(
        std::span<const std::uint8_t> state_record);

    // As it was when the file was opened.
    [[nodiscard]] const KeptMeter& kept() const { return kept_; }

 private:
    StateFile() = default;

    std::filesystem::path path_;
    Durability durability_ = Durability::synced;
    Descriptor lock_;
    KeptMeter kept_;
    std::vector<std::uint8_t> content_;  // heading and keying, then the newest state
};

}  // namespace boards
