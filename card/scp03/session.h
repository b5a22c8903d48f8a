// The keys of one secure channel and the two cryptograms that open it: GlobalPlatform SCP03 with
// codes of 8 bytes, key derivation in counter mode. Our cards have AES-128, one CMAC for each key;
// static keys of 24 and 32 bytes give session keys of as many.
#pragma once

#include <array>
#include <cstdint>

#include "card/crypto/key128.h"
#include "card/key_derivation.h"

namespace card {

using Challenge = std::array<std::uint8_t, 8>;
using Cryptogram = std::array<std::uint8_t, 8>;

// The two random numbers that make a channel unlike any other.
struct Challenges {
    Challenge host{};
    Challenge card{};
};

struct SessionKeys {
    AesKey enc;
    AesKey mac;
    AesKey rmac;
};

// A message of two blocks whose CMAC is a session key or holds a cryptogram.
using DerivationInput = std::array<std::uint8_t, 32>;

// What a key store with AES-128 keys computes that shows no key: `enc` under the static ENC key,
// the others under the static MAC key. Each CMAC is the session key of that name.
struct SessionKeyInputs {
    DerivationInput enc{};
    DerivationInput mac{};
    DerivationInput rmac{};
};
[[nodiscard]] SessionKeyInputs session_key_inputs(const Challenges& challenges);

// The same for a party that holds the static keys.
[[nodiscard]] SessionKeys session_keys(const ChannelKeys& keys, const Challenges& challenges);
// Both static keys of one length.
[[nodiscard]] SessionKeys session_keys(const AesKey& enc, const AesKey& mac,
                                       const Challenges& challenges);

// What the card, and what the host, proves itself with.
[[nodiscard]] Cryptogram card_cryptogram(const SessionKeys& keys, const Challenges& challenges);
[[nodiscard]] Cryptogram host_cryptogram(const SessionKeys& keys, const Challenges& challenges);

}  // namespace card
