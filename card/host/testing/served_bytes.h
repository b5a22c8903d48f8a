// A card that hears bytes and then nothing more: what any reader, slot or impostor may send it.
#pragma once

#include <cstdint>
#include <expected>
#include <span>

#include "card/host/card_file.h"
#include "card/host/insertion.h"

namespace card::testing {

// Serves whoever sends `bytes`, at most 384, and goes. What cannot be set up ends the program.
[[nodiscard]] std::expected<InsertionEnd, CardFileFault> serve_bytes(
    CardFile& file, std::span<const std::uint8_t> bytes, CardProtocol protocol);

}  // namespace card::testing
