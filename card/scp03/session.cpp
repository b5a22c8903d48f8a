#include "card/scp03/session.h"

#include <algorithm>

#include "base/byte_writer.h"
#include "card/crypto/cmac.h"

namespace card {
namespace {

// The derivation constants of SCP03.
constexpr std::uint8_t card_cryptogram_constant = 0x00;
constexpr std::uint8_t host_cryptogram_constant = 0x01;
constexpr std::uint8_t enc_constant = 0x04;
constexpr std::uint8_t mac_constant = 0x06;
constexpr std::uint8_t rmac_constant = 0x07;

constexpr std::uint16_t key_bits = 128;
constexpr std::uint16_t cryptogram_bits = 64;

DerivationInput derivation_input(std::uint8_t constant, std::uint16_t bits,
                                 const Challenges& challenges) {
    DerivationInput input{};
    base::ByteWriter{input}
        .zeros(11)
        .u8(constant)
        .u8(0)  // separator
        .u16(bits)
        .u8(1)  // counter: one block is enough for either length
        .bytes(challenges.host)
        .bytes(challenges.card);
    return input;
}

Cryptogram cryptogram(std::uint8_t constant, const SessionKeys& keys,
                      const Challenges& challenges) {
    const Block block = cmac(keys.mac, derivation_input(constant, cryptogram_bits, challenges));
    Cryptogram result{};
    std::ranges::copy_n(block.begin(), result.size(), result.begin());
    return result;
}

}  // namespace

SessionKeyInputs session_key_inputs(const Challenges& challenges) {
    return {derivation_input(enc_constant, key_bits, challenges),
            derivation_input(mac_constant, key_bits, challenges),
            derivation_input(rmac_constant, key_bits, challenges)};
}

SessionKeys session_keys(const ChannelKeys& keys, const Challenges& challenges) {
    const SessionKeyInputs inputs = session_key_inputs(challenges);
    return {Key128{cmac(keys.enc, inputs.enc)}, Key128{cmac(keys.mac, inputs.mac)},
            Key128{cmac(keys.mac, inputs.rmac)}};
}

Cryptogram card_cryptogram(const SessionKeys& keys, const Challenges& challenges) {
    return cryptogram(card_cryptogram_constant, keys, challenges);
}

Cryptogram host_cryptogram(const SessionKeys& keys, const Challenges& challenges) {
    return cryptogram(host_cryptogram_constant, keys, challenges);
}

}  // namespace card
