// The keying of one meter as the office writes it for the keying bench:
//
//   {"meter": "123456789012", "key_version": 1, "k_meter": "00112233445566778899aabbccddeeff",
//    "k_roll": "ffeeddccbbaa99887766554433221100"}
//
// Without "k_roll" the meter's key can never be renewed.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "boards/host/file_error.h"
#include "meter/keying.h"

namespace boards {

// Refused, with what is wrong: text that is not JSON, fields that are missing or of another form.
[[nodiscard]] std::expected<meter::Keying, std::string> parse_key_file(std::string_view text);

[[nodiscard]] std::expected<meter::Keying, FileError> read_key_file(
    const std::filesystem::path& path);

}  // namespace boards
