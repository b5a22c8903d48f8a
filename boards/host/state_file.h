// A meter's memory as two files, the images of its EEPROM and of its flash, as
// docs/formats/flash.md lays them out. The EEPROM's has the name that is given, the flash's the
// same with ".flash" behind it.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "boards/host/file_error.h"
#include "boards/host/image_file.h"
#include "boards/host/stored_devices.h"
#include "boards/host/whole_file.h"
#include "meter/keying.h"
#include "meter/ports/memory_work.h"
#include "meter/ports/state_store.h"
#include "meter/state.h"
#include "meter/storage/meter_memory.h"

namespace boards {

// What a state file holds.
struct KeptMeter {
    meter::Keying keying;
    meter::State state;
};

class StateFile {
 public:
    using Memory = meter::MeterMemory<StoredEeprom, StoredFlash>;

    [[nodiscard]] static std::filesystem::path flash_image(const std::filesystem::path& path);

    // Makes the images of a new meter. Refused where the EEPROM's exists: a keyed meter takes no
    // second key, ever.
    [[nodiscard]] static std::expected<void, FileError> create(const std::filesystem::path& path,
                                                               const meter::Keying& keying);
    // Opens a copy, to look at: nothing that is written reaches the files.
    [[nodiscard]] static std::expected<StateFile, FileError> read(
        const std::filesystem::path& path);
    // For commits, by one process at a time. Refused: another process has it open, and all that
    // read() refuses.
    [[nodiscard]] static std::expected<StateFile, FileError> open(const std::filesystem::path& path,
                                                                  Durability durability);

    // The port: see meter/ports/state_store.h.
    [[nodiscard]] std::expected<void, meter::StoreError> save(
        std::span<const std::uint8_t> state_record) {
        return parts_->memory->save(state_record);
    }
    [[nodiscard]] std::expected<void, meter::StoreError> save_energy(
        std::span<const std::uint8_t> state_record) {
        return parts_->memory->save_energy(state_record);
    }
    void power_is_failing(bool is_failing) { parts_->memory->power_is_failing(is_failing); }
    // After each step and each answer of a card; see MeterMemory.
    template <typename RunningMeter>
    void look_after(RunningMeter& meter) {
        parts_->memory->look_after(meter);
    }

    // What the devices have written since the files were opened.
    [[nodiscard]] meter::MemoryWork memory_work() const;

    // Reads the devices again, as a meter does whose power has come back; kept() is then of now.
    [[nodiscard]] std::expected<void, FileError> reopen();
    // As it was when the files were opened, or opened again.
    [[nodiscard]] const KeptMeter& kept() const { return parts_->kept; }
    // Nothing where the history is in use.
    [[nodiscard]] std::optional<meter::MountError> history_error() const {
        return parts_->memory->history_error();
    }
    [[nodiscard]] meter::History<StoredFlash>& history() { return parts_->memory->history(); }
    [[nodiscard]] Memory& memory() { return *parts_->memory; }

 private:
    struct Files {
        ImageFile eeprom;
        std::optional<ImageFile> flash;  // nothing: the meter has none
    };
    // Where it stays while the file is handed on: the parts refer to each other.
    struct Parts {
        Parts(std::optional<Files> kept_in, const At24Eeprom& eeprom_part,
              const W25qNorFlash& flash_part)
            : files{std::move(kept_in)},
              eeprom{eeprom_part, files ? &files->eeprom : nullptr},
              flash{flash_part, files && files->flash ? &*files->flash : nullptr} {}

        std::optional<Files> files;  // nothing: only looked at
        StoredEeprom eeprom;
        StoredFlash flash;
        std::optional<Memory> memory{std::in_place, eeprom, flash};
        KeptMeter kept{};
    };

    StateFile(std::filesystem::path path, std::unique_ptr<Parts> parts)
        : path_{std::move(path)}, parts_{std::move(parts)} {}
    [[nodiscard]] static std::expected<StateFile, FileError> load(const std::filesystem::path& path,
                                                                  std::optional<Files> files);

    std::filesystem::path path_;
    std::unique_ptr<Parts> parts_;
};

}  // namespace boards
