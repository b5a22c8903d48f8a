// Whose a flash is, in two headers at its ends.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <tuple>

#include "meter/ports/nor_flash.h"
#include "meter/storage/eeprom_pages.h"
#include "meter/storage/flash_layout.h"
#include "meter/storage/guarded_device.h"
#include "meter/storage/log_records.h"
#include "meter/storage/mount_error.h"
#include "meter/storage/scrub_result.h"

namespace meter {

template <NorFlash Device>
class FlashHeaders {
 public:
    // `device` must live as long.
    explicit FlashHeaders(Device& device) : device_{device} {}

    // Nothing is changed. Refused: absent, wrong_size, foreign, newer_format.
    [[nodiscard]] std::expected<void, MountError> check(DeviceOwner owner);

    struct Loaded {
        std::optional<std::uint8_t> format;  // the lowest that one has; none where neither is whole
        EarlierNumbers earlier{};            // of two that differ, the later keying's
    };
    [[nodiscard]] Loaded load();

    // Writes those that say otherwise: repaired, or lost where they do not read back.
    ScrubResult write(DeviceOwner owner, const EarlierNumbers& earlier) {
        return write(owner, earlier, [](std::uint32_t) { return true; });
    }
    // The same; what of their sectors is behind them is free.
    ScrubResult scrub(DeviceOwner owner, const EarlierNumbers& earlier) {
        return write(owner, earlier,
                     [this](std::uint32_t sector) { return is_free_behind(sector); });
    }
    // One of them says so.
    [[nodiscard]] bool say(DeviceOwner owner, const EarlierNumbers& earlier) {
        return std::ranges::any_of(
            sectors, [&](auto sector) { return at(sector) == header_of(owner, earlier); });
    }

 private:
    static constexpr std::array sectors{flash_layout::first_header_sector,
                                        flash_layout::second_header_sector};

    [[nodiscard]] std::optional<DeviceHeader> at(std::uint32_t sector);
    [[nodiscard]] bool is_free_behind(std::uint32_t sector);
    template <typename IsSound>
    ScrubResult write(DeviceOwner owner, const EarlierNumbers& earlier, IsSound is_sound);

    [[nodiscard]] static DeviceHeader header_of(DeviceOwner owner, const EarlierNumbers& earlier) {
        return {.kind = DeviceKind::flash,
                .size_bytes = flash_layout::size_bytes,
                .owner = owner,
                .earlier = earlier};
    }

    Device& device_;
};

template <NorFlash Device>
std::optional<DeviceHeader> FlashHeaders<Device>::at(std::uint32_t sector) {
    std::optional<DeviceHeader> header;
    for (int i = 0; i < reads_at_most && !header; ++i) {
        EepromPage bytes{};
        if (device_.read(sector * static_cast<std::uint32_t>(nor_sector_bytes), bytes)) {
            header = decode_device_header(bytes);
        }
    }
    return header;
}

template <NorFlash Device>
std::expected<void, MountError> FlashHeaders<Device>::check(DeviceOwner owner) {
    if (device_.size_bytes() != flash_layout::size_bytes) {
        return std::unexpected{device_.size_bytes() == 0 ? MountError::absent
                                                         : MountError::wrong_size};
    }
    EepromPage probe{};
    if (!device_.read(0, probe)) {
        return std::unexpected{MountError::absent};
    }
    for (const std::uint32_t sector : sectors) {
        const auto header = at(sector);
        if (header && header->format > storage_format) {
            return std::unexpected{MountError::newer_format};
        }
        if (header && (header->owner != owner || header->kind != DeviceKind::flash)) {
            return std::unexpected{MountError::foreign};
        }
    }
    return {};
}

template <NorFlash Device>
auto FlashHeaders<Device>::load() -> Loaded {
    Loaded loaded;
    for (const std::uint32_t sector : sectors) {
        if (const auto header = at(sector)) {
            loaded.earlier = std::max(loaded.earlier, header->earlier);
            loaded.format = std::min(loaded.format.value_or(header->format), header->format);
        }
    }
    return loaded;
}

template <NorFlash Device>
bool FlashHeaders<Device>::is_free_behind(std::uint32_t sector) {
    const std::uint32_t begin = sector * static_cast<std::uint32_t>(nor_sector_bytes);
    for (std::uint32_t at = eeprom_page_bytes; at < nor_sector_bytes; at += eeprom_page_bytes) {
        bool is_free = false;
        for (int i = 0; i < reads_at_most && !is_free; ++i) {
            EepromPage bytes{};
            is_free = device_.read(begin + at, bytes).has_value() && is_erased(bytes);
        }
        if (!is_free) {
            return false;
        }
    }
    return true;
}

template <NorFlash Device>
template <typename IsSound>
ScrubResult FlashHeaders<Device>::write(DeviceOwner owner, const EarlierNumbers& earlier,
                                        IsSound is_sound) {
    const DeviceHeader wanted = header_of(owner, earlier);
    ScrubResult result;
    for (const std::uint32_t sector : sectors) {
        if (at(sector) == wanted && is_sound(sector)) {
            continue;
        }
        const std::uint32_t address = sector * static_cast<std::uint32_t>(nor_sector_bytes);
        std::ignore = device_.erase_sector(address);
        std::ignore = device_.program(address, encode(wanted));
        std::ignore = device_.barrier();
        ++(at(sector) == wanted && is_sound(sector) ? result.repaired : result.lost);
    }
    return is_answering(device_) ? result : ScrubResult{};
}

}  // namespace meter
