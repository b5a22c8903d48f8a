#include "office/keys/token_key_store.h"

#include <algorithm>
#include <utility>

#include "base/byte_reader.h"
#include "card/key_derivation.h"
#include "office/keys/token_keys.h"

namespace office {
namespace {

// The key set of a blank card: GlobalPlatform's published test key, its DEK like the others.
constexpr card::Block blank_card_key{0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47,
                                     0x48, 0x49, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F};

KeyProblem problem_of(TokenError error) {
    switch (error) {
        case TokenError::master_missing:
            return KeyProblem::unknown_key_version;
        case TokenError::module_not_loaded:
        case TokenError::no_free_slot:
        case TokenError::token_not_found:
            return KeyProblem::token_gone;
        case TokenError::pin_refused:
        case TokenError::master_there:
        case TokenError::wrong_shares:
        case TokenError::token_failed:
            return KeyProblem::token_refused;
    }
    std::unreachable();
}

template <typename T>
KeyStore::Made<T> made(std::expected<T, TokenError>&& result) {
    if (!result) {
        return std::unexpected{problem_of(result.error())};
    }
    return std::move(*result);
}

}  // namespace

std::expected<void, TokenError> TokenKeyStore::create(TokenModule& module, std::string_view pin) {
    // Nobody keeps the security officer's PIN: all it could do is wipe the token.
    return module.create_token(pin, pin);
}

std::expected<std::unique_ptr<TokenKeyStore>, TokenError> TokenKeyStore::open(TokenModule& module,
                                                                              std::string_view pin,
                                                                              std::size_t threads) {
    auto pool = TokenThreads::start(module, pin, threads);
    if (!pool) {
        return std::unexpected{pool.error()};
    }
    return std::unique_ptr<TokenKeyStore>{new TokenKeyStore{std::move(*pool)}};
}

KeyStore::Made<KeyStore::Mac> TokenKeyStore::code_of(MasterUse use, card::MeterId meter,
                                                     card::KeyVersion version,
                                                     const card::Block& block,
                                                     std::span<const std::uint8_t> input) {
    count(use, version);
    return made(threads_->run(
        [&](TokenSession& session) { return meter_mac(session, meter, version, block, input); }));
}

KeyStore::Made<KeyStore::Mac> TokenKeyStore::order_mac(card::MeterId meter,
                                                       card::KeyVersion version,
                                                       std::span<const std::uint8_t> input) {
    return code_of(MasterUse::order_mac, meter, version, card::order_key_block(), input);
}

KeyStore::Made<KeyStore::Mac> TokenKeyStore::parameter_mac(card::MeterId meter,
                                                           card::KeyVersion version,
                                                           std::span<const std::uint8_t> input) {
    return code_of(MasterUse::parameter_mac, meter, version, card::parameter_key_block(), input);
}

KeyStore::Made<bool> TokenKeyStore::is_genuine(card::MeterId meter, card::KeyVersion version,
                                               std::span<const std::uint8_t> record) {
    const auto covered = record.first(record.size() - sizeof(Mac));
    const auto code =
        code_of(MasterUse::report_check, meter, version, card::report_key_block(), covered);
    if (!code) {
        return std::unexpected{code.error()};
    }
    return card::equal_in_constant_time(*code, record.last<sizeof(Mac)>());
}

KeyStore::Made<card::Digest8> TokenKeyStore::report_digest(card::MeterId meter,
                                                           card::KeyVersion version,
                                                           const card::ReportBytes& report) {
    const auto code =
        code_of(MasterUse::report_check, meter, version, card::report_key_block(), report);
    if (!code) {
        return std::unexpected{code.error()};
    }
    card::Digest8 digest{};
    std::ranges::copy(std::span{*code}.first<8>(), digest.begin());
    return digest;
}

KeyStore::Made<card::SessionKeys> TokenKeyStore::issuer_session_keys(card::CardSerial serial,
                                                                     card::KeyVersion version,
                                                                     const Challenge& host,
                                                                     const Challenge& of_card) {
    count(MasterUse::card_session, version);
    return made(
        threads_->run([&](TokenSession& session) -> std::expected<card::SessionKeys, TokenError> {
            const auto enc =
                issuer_key(session, serial, version, card::KeyPurpose::enc, KeyUse::mac);
            const auto mac =
                issuer_key(session, serial, version, card::KeyPurpose::mac, KeyUse::mac);
            if (!enc || !mac) {
                return std::unexpected{enc ? mac.error() : enc.error()};
            }
            const card::SessionKeyInputs inputs =
                card::session_key_inputs({.host = host, .card = of_card});
            const auto session_enc = session.cmac(enc->handle(), inputs.enc);
            const auto session_mac = session.cmac(mac->handle(), inputs.mac);
            const auto session_rmac = session.cmac(mac->handle(), inputs.rmac);
            if (!session_enc || !session_mac || !session_rmac) {
                return std::unexpected{TokenError::token_failed};
            }
            return card::SessionKeys{.enc = card::Key128{*session_enc},
                                     .mac = card::Key128{*session_mac},
                                     .rmac = card::Key128{*session_rmac}};
        }));
}

KeyStore::Made<std::array<KeyStore::WrappedKey, 3>> TokenKeyStore::wrapped_issuer_keys(
    card::CardSerial serial, card::KeyVersion version) {
    count(MasterUse::card_keys, version);
    return made(threads_->run([&](TokenSession& session) -> Wrapped3 {
        const auto blank = session.import(blank_card_key, KeyUse::wrap);
        return blank ? wrap_issuer_keys(session, serial, version, *blank)
                     : Wrapped3{std::unexpected{blank.error()}};
    }));
}

KeyStore::Made<std::array<KeyStore::WrappedKey, 3>> TokenKeyStore::renewed_issuer_keys(
    card::CardSerial serial, card::KeyVersion version, card::KeyVersion under) {
    count(MasterUse::card_keys, version);
    return made(threads_->run([&](TokenSession& session) -> Wrapped3 {
        const auto dek = issuer_key(session, serial, under, card::KeyPurpose::dek, KeyUse::wrap);
        return dek ? wrap_issuer_keys(session, serial, version, *dek)
                   : Wrapped3{std::unexpected{dek.error()}};
    }));
}

KeyStore::Made<std::array<KeyStore::WrappedKey, 2>> TokenKeyStore::wrapped_card_keys(
    card::MeterId meter, card::KeyVersion version, card::CardSerial serial,
    card::Generation generation, card::KeyVersion under) {
    using enum card::KeyPurpose;
    return wrapped_channel_keys(meter, version, serial, under,
                                {card::card_key_block(serial, generation, enc),
                                 card::card_key_block(serial, generation, mac)});
}

KeyStore::Made<std::array<KeyStore::WrappedKey, 2>> TokenKeyStore::wrapped_field_keys(
    card::MeterId meter, card::KeyVersion version, card::CardSerial serial, card::Generation round,
    card::KeyVersion under) {
    using enum card::KeyPurpose;
    return wrapped_channel_keys(
        meter, version, serial, under,
        {card::field_key_block(serial, round, enc), card::field_key_block(serial, round, mac)});
}

KeyStore::Made<std::array<KeyStore::WrappedKey, 2>> TokenKeyStore::wrapped_channel_keys(
    card::MeterId meter, card::KeyVersion version, card::CardSerial serial, card::KeyVersion under,
    const std::array<card::Block, 2>& blocks) {
    count(MasterUse::card_keys, version);
    return made(threads_->run(
        [&](TokenSession& session) -> std::expected<std::array<WrappedKey, 2>, TokenError> {
            const auto dek =
                issuer_key(session, serial, under, card::KeyPurpose::dek, KeyUse::wrap);
            const auto parent = meter_key(session, meter, version, KeyUse::derive);
            if (!dek || !parent) {
                return std::unexpected{dek ? parent.error() : dek.error()};
            }
            std::array<WrappedKey, 2> wrapped{};
            for (std::size_t i = 0; i < blocks.size(); ++i) {
                const auto key = session.derive(parent->handle(), blocks[i], KeyUse::leave_wrapped);
                if (!key) {
                    return std::unexpected{key.error()};
                }
                const auto one = session.wrap(*dek, key->handle());
                if (!one) {
                    return std::unexpected{one.error()};
                }
                wrapped[i] = *one;
            }
            return wrapped;
        }));
}

KeyStore::Made<KeyStore::MeterKeys> TokenKeyStore::export_meter_keys(card::MeterId meter,
                                                                     card::KeyVersion version) {
    count(MasterUse::meter_key, version);
    count(MasterUse::meter_key, roll_over_version, MasterKind::roll_over);
    return made(threads_->run([&](TokenSession& session) -> std::expected<MeterKeys, TokenError> {
        const auto key = meter_key(session, meter, version, KeyUse::leave_wrapped);
        const auto roll = roll_key(session, meter, KeyUse::leave_wrapped);
        if (!key || !roll) {
            return std::unexpected{key ? roll.error() : key.error()};
        }
        const auto meter_key_in_clear = bring_out(session, *key);
        const auto roll_key_in_clear = bring_out(session, *roll);
        if (!meter_key_in_clear || !roll_key_in_clear) {
            return std::unexpected{TokenError::token_failed};
        }
        return MeterKeys{*meter_key_in_clear, *roll_key_in_clear};
    }));
}

KeyStore::Made<card::KeysRecordBytes> TokenKeyStore::keys_record(card::MeterId meter,
                                                                 card::KeyVersion version) {
    auto record = made(threads_->run(
        [&](TokenSession& session) -> std::expected<card::KeysRecordBytes, TokenError> {
            const auto next = meter_key(session, meter, version, KeyUse::leave_wrapped);
            const auto roll = roll_key(session, meter, KeyUse::derive);
            if (!next || !roll) {
                return std::unexpected{next ? roll.error() : next.error()};
            }
            using enum card::KeyPurpose;
            const auto encrypting =
                session.derive(roll->handle(), card::roll_part_block(enc), KeyUse::wrap);
            const auto signing =
                session.derive(roll->handle(), card::roll_part_block(mac), KeyUse::mac);
            if (!encrypting || !signing) {
                return std::unexpected{TokenError::token_failed};
            }
            const auto wrapped = session.wrap(*encrypting, next->handle());
            if (!wrapped) {
                return std::unexpected{wrapped.error()};
            }
            card::KeysRecordBytes bytes = card::encode(
                card::KeysRecord{.key_version = version, .meter = meter, .meter_key = *wrapped});
            const auto code = session.cmac(signing->handle(), card::mac_input(bytes));
            if (!code) {
                return std::unexpected{code.error()};
            }
            card::set_mac(bytes, *code);
            return bytes;
        }));
    if (record) {
        count(MasterUse::keys_record, roll_over_version, MasterKind::roll_over);
    }
    return record;
}

KeyStore::Made<Fingerprint> TokenKeyStore::meter_key_check(card::MeterId meter,
                                                           card::KeyVersion version) {
    const auto code = threads_->run([&](TokenSession& session) {
        return meter_mac(session, meter, version, card::check_key_block(), card::Block{});
    });
    if (!code) {
        return std::unexpected{problem_of(code.error())};
    }
    return Fingerprint{base::ByteReader{*code}.u32()};
}

KeyStore::Made<std::vector<std::uint8_t>> TokenKeyStore::sign_audit_heads(
    std::span<const std::uint8_t> text) {
    return made(threads_->run(
        [&](TokenSession& session) -> std::expected<std::vector<std::uint8_t>, TokenError> {
            const auto key = session.find_audit_key();
            if (!key) {
                return std::unexpected{key.error()};
            }
            const auto mac = session.cmac(*key, text);
            if (!mac) {
                return std::unexpected{mac.error()};
            }
            return std::vector<std::uint8_t>{mac->begin(), mac->end()};
        }));
}

KeyStore::Made<bool> TokenKeyStore::audit_signature_is_genuine(
    std::span<const std::uint8_t> text, std::span<const std::uint8_t> signature) {
    const auto expected = sign_audit_heads(text);
    if (!expected) {
        return std::unexpected{expected.error()};
    }
    return expected->size() == signature.size() &&
           card::equal_in_constant_time(*expected, signature);
}

// Counted before the token is asked: a use that fails is counted rather than one missed.
void TokenKeyStore::count(MasterUse use, card::KeyVersion version, MasterKind kind) {
    const std::lock_guard lock{uses_mutex_};
    ++uses_[{MasterName{kind, version}, use}];
}

std::vector<MasterUses> TokenKeyStore::take_uses() {
    const std::lock_guard lock{uses_mutex_};
    std::vector<MasterUses> taken;
    for (const auto& [what, times] : uses_) {
        taken.push_back({what.first, what.second, times});
    }
    uses_.clear();
    return taken;
}

void TokenKeyStore::give_back(const std::vector<MasterUses>& uses) {
    const std::lock_guard lock{uses_mutex_};
    for (const MasterUses& one : uses) {
        uses_[{one.master, one.use}] += one.times;
    }
}

}  // namespace office
