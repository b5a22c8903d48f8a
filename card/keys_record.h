// A meter's next key on its way to it, on whichever card: encrypted and signed under keys that the
// meter has from production and no card ever holds. Every byte is in docs/formats/card.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "card/crypto/key_wrap.h"
#include "card/identifiers.h"
#include "card/record.h"

namespace card {

struct KeysRecord {
    KeyVersion key_version{1};  // of the key that it brings
    MeterId meter{};
    WrappedKey meter_key{};  // K_meter of that version, under the ENC of K_roll

    bool operator==(const KeysRecord&) const = default;
};

inline constexpr std::size_t keys_record_size = 64;
using KeysRecordBytes = std::array<std::uint8_t, keys_record_size>;

// The record with a code of zeros: set_mac() puts in the CMAC under the MAC of K_roll of
// mac_input(). Fields outside the ranges of decode_keys_record() are a programming error.
[[nodiscard]] KeysRecordBytes encode(const KeysRecord& record);

// Refused: every RecordError but unknown_kind. Nothing is said about the code: ask is_genuine().
// encode() of the result, with the code set again, gives back the same bytes.
[[nodiscard]] std::expected<KeysRecord, RecordError> decode_keys_record(
    std::span<const std::uint8_t> bytes);

}  // namespace card
