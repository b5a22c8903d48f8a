// Parameters for one meter, as a card carries them. Every byte is in docs/formats/card.md.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "card/identifiers.h"
#include "card/parameters.h"
#include "card/record.h"

namespace card {

struct ParameterSet {
    KeyVersion key_version{1};
    MeterId meter{};
    Parameters parameters{};  // of version 1 or above
    // What the office's clock said when it made the set; it restores the trust in the meter's.
    std::optional<std::chrono::sys_seconds> office_time{};

    bool operator==(const ParameterSet&) const = default;
};

inline constexpr std::size_t parameter_set_size = 128;
using ParameterSetBytes = std::array<std::uint8_t, parameter_set_size>;

// The record with a code of zeros: set_mac() puts in the CMAC under K_param of mac_input().
// Fields out of their range are a programming error.
[[nodiscard]] ParameterSetBytes encode(const ParameterSet& set);

// Refused: every RecordError but unknown_kind. The values are as they stand: ask validate(), and
// is_genuine() for the code. encode() of a valid result, with the code set again, gives back the
// same bytes.
[[nodiscard]] std::expected<ParameterSet, RecordError> decode_parameter_set(
    std::span<const std::uint8_t> bytes);

// The version and the values alone, for whoever stores them.
inline constexpr std::size_t parameters_size = 89;
void write(base::ByteWriter& out, const Parameters& parameters);
// Nothing where the bytes are not what write() makes of any values.
[[nodiscard]] std::optional<Parameters> read_parameters(base::ByteReader& in);

}  // namespace card
