// Keys that are derived from a master inside a token's session, and what leaves it of them.
#pragma once

#include <array>
#include <expected>
#include <span>

#include "card/crypto/aes.h"
#include "card/identifiers.h"
#include "card/key_derivation.h"
#include "office/domain/key_store.h"
#include "office/keys/token_session.h"

namespace office {

// Every function is refused with what the session refuses; master_missing where it does not hold
// the master that the key hangs on.

[[nodiscard]] std::expected<SessionKey, TokenError> meter_key(TokenSession& session,
                                                              card::MeterId meter,
                                                              card::KeyVersion version, KeyUse use);

// The CMAC of `input` under the key that `block` gives under the meter's key.
[[nodiscard]] std::expected<card::Block, TokenError> meter_mac(TokenSession& session,
                                                               card::MeterId meter,
                                                               card::KeyVersion version,
                                                               const card::Block& block,
                                                               std::span<const std::uint8_t> input);

[[nodiscard]] std::expected<SessionKey, TokenError> issuer_key(TokenSession& session,
                                                               card::CardSerial serial,
                                                               card::KeyVersion version,
                                                               card::KeyPurpose purpose,
                                                               KeyUse use);

// K_roll hangs on the first roll-over key for the life of the meter: it is what renews the others.
inline constexpr card::KeyVersion roll_over_version{1};
[[nodiscard]] std::expected<SessionKey, TokenError> roll_key(TokenSession& session,
                                                             card::MeterId meter, KeyUse use);

using Wrapped3 = std::expected<std::array<KeyStore::WrappedKey, 3>, TokenError>;

// K_issuer's ENC, MAC and DEK, wrapped.
[[nodiscard]] Wrapped3 wrap_issuer_keys(TokenSession& session, card::CardSerial serial,
                                        card::KeyVersion version, const SessionKey& wrapping);

// A key leaves under one drawn for this journey, which ends in this process.
[[nodiscard]] std::expected<card::Key128, TokenError> bring_out(TokenSession& session,
                                                                const SessionKey& key);

}  // namespace office
