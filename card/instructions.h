// The bytes that name commands (ISO/IEC 7816-4, GlobalPlatform).
#pragma once

#include <cstdint>

namespace card::instructions {

inline constexpr std::uint8_t initialize_update = 0x50;
inline constexpr std::uint8_t external_authenticate = 0x82;
inline constexpr std::uint8_t select = 0xA4;
inline constexpr std::uint8_t read_binary = 0xB0;
inline constexpr std::uint8_t get_data = 0xCA;
inline constexpr std::uint8_t update_binary = 0xD6;
inline constexpr std::uint8_t put_key = 0xD8;
inline constexpr std::uint8_t store_data = 0xE2;

}  // namespace card::instructions

namespace card {

inline constexpr std::uint8_t interindustry_class = 0x00;
inline constexpr std::uint8_t proprietary_class = 0x80;
inline constexpr std::uint8_t secured_bit = 0x04;  // in the class: the command carries a code

inline constexpr std::uint8_t security_level_33 = 0x33;  // code and encryption, both directions
inline constexpr std::uint8_t short_file_bit = 0x80;     // in P1: the rest is a short identifier
inline constexpr std::uint8_t counters_tag = 0x01;
inline constexpr std::uint8_t life_cycle_tag = 0x02;
inline constexpr std::uint8_t place_tag = 0x03;
inline constexpr std::uint8_t history_tag = 0x04;

}  // namespace card
