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

constexpr std::size_t own_key_size = 16;
DerivationInput derivation_input(std::uint8_t constant, std::size_t size, std::uint8_t counter,
                                 const Challenges& challenges) {
    DerivationInput input{};
    base::ByteWriter{input}
        .zeros(11)
        .u8(constant)
        .u8(0)  // separator
        .u16(static_cast<std::uint16_t>(8 * size))
        .u8(counter)  // of the blocks of the result, from 1
        .bytes(challenges.host)
        .bytes(challenges.card);
    return input;
}

Cryptogram cryptogram(std::uint8_t constant, const SessionKeys& keys,
                      const Challenges& challenges) {
    Cryptogram result{};
    const Block block = cmac(keys.mac, derivation_input(constant, result.size(), 1, challenges));
    std::ranges::copy_n(block.begin(), result.size(), result.begin());
    return result;
}

// A key as long as `parent`.
AesKey derived_key(const AesKey& parent, std::uint8_t constant, const Challenges& challenges) {
    const std::size_t size = parent.bytes().size();
    std::array<std::uint8_t, 2 * sizeof(Block)> blocks{};
    for (std::size_t made = 0; made < size; made += sizeof(Block)) {
        const auto counter = static_cast<std::uint8_t>(1 + made / sizeof(Block));
        const Block block = cmac(parent, derivation_input(constant, size, counter, challenges));
        std::ranges::copy(block, std::span{blocks}.subspan(made).begin());
    }
    AesKey key{std::span{blocks}.first(size)};
    wipe(blocks);
    return key;
}

}  // namespace

SessionKeyInputs session_key_inputs(const Challenges& challenges) {
    const auto input = [&challenges](std::uint8_t constant) {
        return derivation_input(constant, own_key_size, 1, challenges);
    };
    return {input(enc_constant), input(mac_constant), input(rmac_constant)};
}

SessionKeys session_keys(const ChannelKeys& keys, const Challenges& challenges) {
    return session_keys(AesKey{keys.enc}, AesKey{keys.mac}, challenges);
}

SessionKeys session_keys(const AesKey& enc, const AesKey& mac, const Challenges& challenges) {
    return {derived_key(enc, enc_constant, challenges), derived_key(mac, mac_constant, challenges),
            derived_key(mac, rmac_constant, challenges)};
}

Cryptogram card_cryptogram(const SessionKeys& keys, const Challenges& challenges) {
    return cryptogram(card_cryptogram_constant, keys, challenges);
}

Cryptogram host_cryptogram(const SessionKeys& keys, const Challenges& challenges) {
    return cryptogram(host_cryptogram_constant, keys, challenges);
}

}  // namespace card
