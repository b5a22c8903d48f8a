// Passwords, kept as argon2id (RFC 9106): slow on purpose, so only a few run at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace office {

// The shortest and longest password, in bytes.
inline constexpr std::size_t shortest_password = 8;
inline constexpr std::size_t longest_password = 200;

// The encoded hash with a fresh salt. 32 MiB, 3 passes, one lane: about 50 ms.
[[nodiscard]] std::string password_hash(std::string_view password);

// Whether `password` is the one that `hash` was made of. Takes as long for an empty hash, so that
// the time does not tell whether a user exists. At most two run at a time; the others wait.
[[nodiscard]] bool is_password(std::string_view password, std::string_view hash);

}  // namespace office
