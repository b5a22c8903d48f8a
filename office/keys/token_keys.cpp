#include "office/keys/token_keys.h"

#include "card/crypto/key_wrap.h"

namespace office {

std::expected<SessionKey, TokenError> meter_key(TokenSession& session, card::MeterId meter,
                                                card::KeyVersion version, KeyUse use) {
    const auto master = session.find_master({MasterKind::master, version});
    if (!master) {
        return std::unexpected{master.error()};
    }
    return session.derive(*master, card::meter_key_block(meter), use);
}

std::expected<SessionKey, TokenError> issuer_key(TokenSession& session, card::CardSerial serial,
                                                 card::KeyVersion version, card::KeyPurpose purpose,
                                                 KeyUse use) {
    const auto master = session.find_master({MasterKind::master, version});
    if (!master) {
        return std::unexpected{master.error()};
    }
    return session.derive(*master, card::issuer_key_block(serial, purpose), use);
}

std::expected<card::Block, TokenError> meter_mac(TokenSession& session, card::MeterId meter,
                                                 card::KeyVersion version, const card::Block& block,
                                                 std::span<const std::uint8_t> input) {
    const auto parent = meter_key(session, meter, version, KeyUse::derive);
    if (!parent) {
        return std::unexpected{parent.error()};
    }
    const auto key = session.derive(parent->handle(), block, KeyUse::mac);
    if (!key) {
        return std::unexpected{key.error()};
    }
    return session.cmac(key->handle(), input);
}

std::expected<SessionKey, TokenError> roll_key(TokenSession& session, card::MeterId meter,
                                               KeyUse use) {
    const auto master = session.find_master({MasterKind::roll_over, roll_over_version});
    if (!master) {
        return std::unexpected{master.error()};
    }
    return session.derive(*master, card::roll_key_block(meter), use);
}

Wrapped3 wrap_issuer_keys(TokenSession& session, card::CardSerial serial, card::KeyVersion version,
                          const SessionKey& wrapping) {
    std::array<KeyStore::WrappedKey, 3> wrapped{};
    constexpr std::array purposes{card::KeyPurpose::enc, card::KeyPurpose::mac,
                                  card::KeyPurpose::dek};
    for (std::size_t i = 0; i < purposes.size(); ++i) {
        const auto key = issuer_key(session, serial, version, purposes[i], KeyUse::leave_wrapped);
        if (!key) {
            return std::unexpected{key.error()};
        }
        const auto one = session.wrap(wrapping, key->handle());
        if (!one) {
            return std::unexpected{one.error()};
        }
        wrapped[i] = *one;
    }
    return wrapped;
}

std::expected<card::Key128, TokenError> bring_out(TokenSession& session, const SessionKey& key) {
    card::Block drawn{};
    if (const auto random = session.fill_random(drawn); !random) {
        return std::unexpected{random.error()};
    }
    const card::Key128 transport{drawn};
    card::wipe(drawn);
    const auto wrapping = session.import(transport.bytes(), KeyUse::wrap);
    if (!wrapping) {
        return std::unexpected{wrapping.error()};
    }
    const auto wrapped = session.wrap(*wrapping, key.handle());
    if (!wrapped) {
        return std::unexpected{wrapped.error()};
    }
    const auto clear = card::unwrap_key(transport, *wrapped);
    if (!clear) {
        return std::unexpected{TokenError::token_failed};
    }
    return *clear;
}

}  // namespace office
