// The stored forms in the meter's EEPROM: each record has a sequence number and a CRC-32C.
// docs/formats/flash.md gives every byte and an example.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "meter/ports/eeprom.h"
#include "meter/storage/eeprom_layout.h"

namespace meter {

using EepromPage = std::array<std::uint8_t, eeprom_page_bytes>;

// How the records of a device are written. A meter reads its own version and the one before.
inline constexpr std::uint8_t storage_format = 3;
inline constexpr std::uint8_t storage_format_before = 2;

// The EEPROM and the flash of one meter, by what is the same in both.
enum class DeviceOwner : std::uint64_t {};
enum class DeviceKind : std::uint8_t { eeprom = 1, flash = 2 };

// The highest number in each ring of a flash when its meter was keyed, in the order events, day
// ends, month ends, reports, load profile: up to there it is the history of another life.
using EarlierNumbers = std::array<std::uint32_t, 5>;

// The first bytes of a device.
struct DeviceHeader {
    std::uint8_t format = storage_format;
    DeviceKind kind = DeviceKind::eeprom;
    std::uint32_t size_bytes = eeprom_layout::size_bytes;
    DeviceOwner owner{};
    EarlierNumbers earlier{};  // zeros in an EEPROM, and where the flash was new

    bool operator==(const DeviceHeader&) const = default;
};

[[nodiscard]] EepromPage encode(const DeviceHeader& header);
// Nothing where the page is no header; a header of any format is one.
[[nodiscard]] std::optional<DeviceHeader> decode_device_header(std::span<const std::uint8_t> page);

// What changes with the energy alone.
inline constexpr std::size_t energy_payload_size = 50;
using EnergyPayload = std::array<std::uint8_t, energy_payload_size>;

// An energy record says how the state record with the number `base` has gone on. The format says
// what the payload means; the base may be of another one.
struct EnergyRecord {
    std::uint8_t format = storage_format;
    std::uint32_t sequence = 0;
    std::uint32_t base = 0;
    EnergyPayload payload{};

    bool operator==(const EnergyRecord&) const = default;
};

[[nodiscard]] EepromPage encode(const EnergyRecord& record);
[[nodiscard]] std::optional<EnergyRecord> decode_energy_record(std::span<const std::uint8_t> page);

// The first bytes of a place; the payload follows at once. It is written after the payload.
struct StateHead {
    std::uint32_t sequence = 0;
    std::uint16_t payload_size = 0;
    std::uint32_t payload_crc = 0;  // CRC-32C of the payload

    bool operator==(const StateHead&) const = default;
};

inline constexpr std::size_t state_head_size = 16;
inline constexpr std::size_t largest_state_payload =
    eeprom_layout::place_pages * eeprom_page_bytes - state_head_size;

[[nodiscard]] std::array<std::uint8_t, state_head_size> encode(const StateHead& head);
[[nodiscard]] std::optional<StateHead> decode_state_head(std::span<const std::uint8_t> bytes);

// Whether a later program wrote bytes that are no record of this one.
enum class RecordAge : std::uint8_t { known_format, newer_format };
[[nodiscard]] RecordAge age_of_state_head(std::span<const std::uint8_t> bytes);
[[nodiscard]] RecordAge age_of_energy_record(std::span<const std::uint8_t> page);

// Every byte is as an erased device gives it back.
[[nodiscard]] bool is_erased(std::span<const std::uint8_t> bytes);

}  // namespace meter
