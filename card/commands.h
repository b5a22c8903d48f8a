// Every command that the card application understands, without its protection: a HostChannel wraps
// what is not free to all. The two that open a channel are made by the HostChannel itself.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "card/apdu.h"
#include "card/crypto/key_wrap.h"
#include "card/files.h"
#include "card/id_record.h"
#include "card/key_derivation.h"

namespace card {

// F0 (unregistered, proprietary), then "TWATT" and the version of the application.
inline constexpr std::array<std::uint8_t, 7> application_id{0xF0, 0x54, 0x57, 0x41,
                                                            0x54, 0x54, 0x01};

// The second of a meter's sets is of the key that the meter takes next; both count sessions as one.
enum class KeySet : std::uint8_t { issuer = 0x30, meter = 0x31, next_meter = 0x32, field = 0x33 };
// Nothing where there is no set of that number.
[[nodiscard]] std::optional<KeySet> key_set_of(std::uint8_t number);

// Free to all: the first command after a reset, then who the card is.
[[nodiscard]] Command select_application();
[[nodiscard]] Command read_identity();  // the ID file: IdBytes
[[nodiscard]] Command get_life_cycle();

// Where a field card has its place for `meter`: PlaceFound. 6A88 where it has none.
[[nodiscard]] Command find_place(MeterId meter);

// In a channel of any key set; the log by the issuer only.
[[nodiscard]] Command read(File file);
[[nodiscard]] Command get_counters();

// By the issuer, on a customer's card: HistoryCounters.
[[nodiscard]] Command get_history_counters();

// The whole content of `file`: orders, parameters and keys by the issuer, reports by the meter.
[[nodiscard]] Command update(File file, std::span<const std::uint8_t> content);

// Of files with several places. On a field card the issuer names the place, a meter sees its own
// alone.
[[nodiscard]] Command read_place(File file, std::uint8_t place);
[[nodiscard]] Command update_place(File file, std::uint8_t place,
                                   std::span<const std::uint8_t> content);

// By the issuer, on a field card whose round is stored: gives `place` to a meter and empties its
// files.
struct PlaceKeys {
    MeterId meter{};
    KeyVersion key_version{1};
    WrappedKey enc{};  // both under the card's DEK
    WrappedKey mac{};
};
inline constexpr std::size_t place_keys_size = 8 + 1 + 2 * sizeof(WrappedKey);
[[nodiscard]] Command put_place(std::uint8_t place, const PlaceKeys& keys);

// By the issuer. Keys wait in the card until the identity that they are for is stored: from then
// on, and not before, all of them hold together.
[[nodiscard]] Command put_key(KeySet set, KeyPurpose purpose, const WrappedKey& wrapped);
[[nodiscard]] Command store_identity(const IdBytes& id);

// The answer to find_place(), 2 bytes.
struct PlaceFound {
    std::uint8_t place = 0;
    KeyVersion key_version{};
};
// Refused: wrong_length.
[[nodiscard]] std::expected<PlaceFound, RecordError> decode_place(
    std::span<const std::uint8_t> bytes);

// The answer to get_counters(), 10 bytes.
struct CardCounters {
    std::uint32_t meter_sessions = 0;
    std::uint32_t office_sessions = 0;
    std::uint8_t issuer_tries = 0;
    std::uint8_t meter_tries = 0;

    bool operator==(const CardCounters&) const = default;
};
// Refused: wrong_length.
[[nodiscard]] std::expected<CardCounters, RecordError> decode_counters(
    std::span<const std::uint8_t> bytes);
[[nodiscard]] std::array<std::uint8_t, 10> encode(const CardCounters& counters);

// Refused: wrong_length.
[[nodiscard]] std::expected<HistoryCounters, RecordError> decode_history_counters(
    std::span<const std::uint8_t> bytes);

}  // namespace card
