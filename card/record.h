// What the records have in common: a version and a suite in front, a code over everything before it
// at the end.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "base/byte_reader.h"
#include "base/quantity.h"
#include "card/crypto/key128.h"

namespace card {

inline constexpr std::uint8_t record_version = 1;
inline constexpr std::uint8_t suite_aes128 = 1;  // AES-128 and AES-CMAC; 2 is kept for SM4
inline constexpr std::size_t mac_size = 16;

// Why bytes are not a record. Whether they are genuine is another question.
enum class RecordError : std::uint8_t {
    wrong_length,
    blank,  // zeros from end to end: nothing was ever written here
    unknown_version,
    unknown_suite,
    unknown_kind,
    out_of_range,    // a number that no meter, card or office can have
    spare_not_zero,  // bytes kept for later formats carry something
};

// The last second that a record can hold, 9999-12-31T23:59:59Z; the first is 1970-01-01T00:00:00Z.
inline constexpr std::chrono::sys_seconds latest_time{std::chrono::seconds{253'402'300'799}};

// What the code is computed over: everything before it.
template <std::size_t Size>
[[nodiscard]] constexpr std::span<const std::uint8_t, Size - mac_size> mac_input(
    const std::array<std::uint8_t, Size>& record) {
    return std::span{record}.template first<Size - mac_size>();
}

template <std::size_t Size>
[[nodiscard]] constexpr Block mac_of(const std::array<std::uint8_t, Size>& record) {
    Block mac{};
    std::ranges::copy(std::span{record}.template last<mac_size>(), mac.begin());
    return mac;
}

template <std::size_t Size>
constexpr void set_mac(std::array<std::uint8_t, Size>& record, const Block& mac) {
    std::ranges::copy(mac, std::span{record}.template last<mac_size>().begin());
}

// True where the last 16 bytes are the AES-CMAC of all before them under `key`.
// False for anything shorter than a code.
[[nodiscard]] bool is_genuine(std::span<const std::uint8_t> record, const Key128& key);

// What stands behind the version and the suite of a record of `size` bytes, to be read on.
// Refused: wrong_length, blank, unknown_version, unknown_suite, in this order.
[[nodiscard]] std::expected<base::ByteReader, RecordError> open_record(
    std::span<const std::uint8_t> bytes, std::size_t size);

// How the fields of the records are checked.
[[nodiscard]] bool is_blank(std::span<const std::uint8_t> bytes);
[[nodiscard]] constexpr bool is_total(base::WattHours energy) {
    return !energy.is_negative() && energy <= base::largest_energy;
}
[[nodiscard]] constexpr bool is_difference(base::WattHours energy) {
    return -base::largest_energy <= energy && energy <= base::largest_energy;
}
[[nodiscard]] constexpr bool is_time(std::chrono::sys_seconds time) {
    return time >= std::chrono::sys_seconds{} && time <= latest_time;
}

}  // namespace card
