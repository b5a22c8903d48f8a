#include "boards/host/state_file.h"

#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/ensure.h"
#include "boards/host/devices/at24_eeprom.h"
#include "boards/host/devices/w25q_nor_flash.h"
#include "meter/storage/logged_state_store.h"

namespace boards {
namespace {

std::unexpected<FileError> refused(const std::filesystem::path& path, std::string_view because) {
    return std::unexpected{FileError{path.string() + " " + std::string{because}}};
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view reason_of(meter::OpenError error) {
    switch (error) {
        case meter::OpenError::not_keyed:
        case meter::OpenError::absent:
        case meter::OpenError::wrong_size:
            return "is not the state of a meter: make one with tallywatt-meter key";
        case meter::OpenError::foreign:
            return "holds the memory of another meter";
        case meter::OpenError::newer_format:
            return "was written by a newer tallywatt-meter: use that one";
        case meter::OpenError::damaged:
            return "is damaged where it holds the meter's key and registers";
    }
    std::unreachable();
}

}  // namespace

std::filesystem::path StateFile::flash_image(const std::filesystem::path& path) {
    std::filesystem::path flash = path;
    flash += ".flash";
    return flash;
}

std::expected<void, FileError> StateFile::create(const std::filesystem::path& path,
                                                 const meter::Keying& keying) {
    const auto keyed_already = [&path] {
        return refused(path, "is the state of a meter that has its key: it takes no other");
    };
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) {
        return keyed_already();
    }
    // The blank flash first: where the EEPROM is there, the meter is whole.
    W25qNorFlash flash;
    if (const auto made = replace_file(flash_image(path), image_of(flash), Durability::synced);
        !made) {
        return made;
    }
    At24Eeprom eeprom;
    meter::LoggedStateStore store{eeprom};
    meter::StoredState room{};
    base::ensure(store.key(keying, meter::State{}, room).has_value());
    const auto created = create_file(path, image_of(eeprom));
    if (!created) {
        return created.error().exists ? keyed_already() : std::unexpected{created.error().why};
    }
    return {};
}

std::expected<StateFile, FileError> StateFile::load(const std::filesystem::path& path,
                                                    std::optional<Files> files) {
    const auto content = read_whole_file(path);
    if (!content) {
        return std::unexpected{content.error()};
    }
    // Without a flash the meter has no history, and runs.
    const std::string history = read_whole_file(flash_image(path)).value_or(std::string{});
    std::unique_ptr<Parts> parts{
        new Parts{std::move(files), eeprom_of(bytes_of(*content)), flash_of(bytes_of(history))}};
    StateFile file{path, std::move(parts)};
    if (const auto opened = file.reopen(); !opened) {
        return std::unexpected{opened.error()};
    }
    return file;
}

std::expected<void, FileError> StateFile::reopen() {
    parts_->memory.emplace(parts_->eeprom, parts_->flash);
    meter::StoredState room{};
    const auto keying = parts_->memory->open(std::nullopt, parts_->kept.state, room);
    if (!keying) {
        return refused(path_, reason_of(keying.error()));
    }
    parts_->kept.keying = *keying;
    return {};
}

meter::MemoryWork StateFile::memory_work() const {
    const DeviceActivity& eeprom = parts_->eeprom.activity();
    const DeviceActivity& flash = parts_->flash.activity();
    return {.eeprom_pages = static_cast<std::uint32_t>(eeprom.writes),
            .flash_pages = static_cast<std::uint32_t>(flash.writes),
            .flash_sectors = static_cast<std::uint32_t>(flash.erases)};
}

std::expected<StateFile, FileError> StateFile::read(const std::filesystem::path& path) {
    return load(path, std::nullopt);
}

std::expected<StateFile, FileError> StateFile::open(const std::filesystem::path& path,
                                                    Durability durability) {
    auto eeprom = ImageFile::open(path, durability);
    if (!eeprom) {
        return std::unexpected{eeprom.error()};
    }
    Files files{.eeprom = *std::move(eeprom), .flash = {}};
    std::error_code ignored;
    if (std::filesystem::exists(flash_image(path), ignored)) {
        auto flash = ImageFile::open(flash_image(path), durability);
        if (!flash) {
            return std::unexpected{flash.error()};
        }
        files.flash = *std::move(flash);
    }
    return load(path, std::move(files));
}

}  // namespace boards
