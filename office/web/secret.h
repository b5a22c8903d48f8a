// Random secrets and what the office keeps of them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace office {

// From the operating system; stops the program where it has none.
void fill_random(std::span<std::uint8_t> out);

// 256 random bits as 64 lower-case hex digits: an API token or a sign-in.
[[nodiscard]] std::string new_secret();

// SHA-256 of the text: what is kept in place of a secret.
[[nodiscard]] std::array<std::uint8_t, 32> secret_hash(std::string_view secret);

[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);

}  // namespace office
