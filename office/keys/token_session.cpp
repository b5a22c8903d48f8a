#include "office/keys/token_session.h"

#define CRYPTOKI_GNU
#include <p11-kit/pkcs11.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace office {

// A list of attributes whose values live as long as the list.
class TokenAttributes {
 public:
    TokenAttributes() { list_.reserve(capacity); }

    TokenAttributes& number(ck_attribute_type_t type, unsigned long value) {
        return keep(type, std::as_bytes(std::span{&value, 1}));
    }
    TokenAttributes& flag(ck_attribute_type_t type, bool value) {
        const unsigned char byte = value ? 1 : 0;
        return keep(type, std::as_bytes(std::span{&byte, 1}));
    }
    TokenAttributes& bytes(ck_attribute_type_t type, std::span<const std::uint8_t> value) {
        return keep(type, std::as_bytes(value));
    }
    TokenAttributes& text(ck_attribute_type_t type, std::string_view value) {
        return keep(type, std::as_bytes(std::span{value}));
    }

    ck_attribute* data() { return list_.data(); }
    [[nodiscard]] unsigned long size() const { return list_.size(); }

    TokenAttributes(const TokenAttributes&) = delete;
    TokenAttributes& operator=(const TokenAttributes&) = delete;
    ~TokenAttributes() {
        for (auto& value : values_) {
            std::ranges::fill(value, std::byte{0});  // one of them may be a key
        }
    }

 private:
    static constexpr std::size_t capacity = 16;

    TokenAttributes& keep(ck_attribute_type_t type, std::span<const std::byte> value) {
        auto& kept = values_.at(list_.size());
        kept.assign(value.begin(), value.end());
        list_.push_back({type, kept.data(), kept.size()});
        return *this;
    }

    std::array<std::vector<std::byte>, capacity> values_;
    std::vector<ck_attribute> list_;
};

namespace {

// What a token's label says of a master key; offices since version 1 have the first.
std::string_view label_of(MasterKind kind) {
    switch (kind) {
        case MasterKind::master:
            return "tallywatt-master";
        case MasterKind::roll_over:
            return "tallywatt-roll-over";
        case MasterKind::audit:
            return "tallywatt-audit";
    }
    std::unreachable();
}

constexpr unsigned long key_bytes = 16;
constexpr std::size_t most_masters = 255;  // of one kind: a version is one byte, never 0

// True where the token did it; otherwise its answer goes to the log. Names no key and no data.
bool done(ck_rv_t answer, const char* what) {
    if (answer != CKR_OK) {
        spdlog::error("token: {} answered 0x{:x}", what, answer);
    }
    return answer == CKR_OK;
}

void describe_master(TokenAttributes& attributes, const MasterName& master) {
    const std::uint8_t id = std::to_underlying(master.version);
    attributes.number(CKA_CLASS, CKO_SECRET_KEY)
        .number(CKA_KEY_TYPE, CKK_AES)
        .text(CKA_LABEL, label_of(master.kind))
        .bytes(CKA_ID, {&id, 1});
}

void describe_audit_key(TokenAttributes& attributes) {
    attributes.number(CKA_CLASS, CKO_SECRET_KEY)
        .number(CKA_KEY_TYPE, CKK_AES)
        .text(CKA_LABEL, label_of(MasterKind::audit));
}

// For good, and never to leave.
void keep_in_token(TokenAttributes& attributes, KeyUse use) {
    attributes.flag(CKA_TOKEN, true)
        .flag(CKA_PRIVATE, true)
        .flag(CKA_SENSITIVE, true)
        .flag(CKA_EXTRACTABLE, false)
        .flag(CKA_DERIVE, use == KeyUse::derive)
        .flag(CKA_SIGN, use == KeyUse::mac)
        .flag(CKA_WRAP, false)
        .flag(CKA_ENCRYPT, false)
        .flag(CKA_DECRYPT, false);
}

void describe_session_key(TokenAttributes& attributes, KeyUse use) {
    attributes.number(CKA_CLASS, CKO_SECRET_KEY)
        .number(CKA_KEY_TYPE, CKK_AES)
        .flag(CKA_TOKEN, false)
        .flag(CKA_PRIVATE, true)
        .flag(CKA_SENSITIVE, true)
        .flag(CKA_EXTRACTABLE, use == KeyUse::leave_wrapped || use == KeyUse::leave_shared)
        .flag(CKA_DERIVE, use == KeyUse::derive || use == KeyUse::leave_shared)
        .flag(CKA_SIGN, use == KeyUse::mac || use == KeyUse::leave_shared)
        .flag(CKA_WRAP, use == KeyUse::wrap)
        .flag(CKA_UNWRAP, use == KeyUse::wrap)
        .flag(CKA_ENCRYPT, false)
        .flag(CKA_DECRYPT, false);
}

}  // namespace

SessionKey::SessionKey(SessionKey&& other) noexcept
    : functions_{other.functions_},
      session_{other.session_},
      key_{std::exchange(other.key_, TokenHandle{0})} {}

SessionKey::~SessionKey() {
    if (key_ != 0) {
        done(functions_->C_DestroyObject(session_, key_), "C_DestroyObject");
    }
}

TokenSession::~TokenSession() {
    done(functions_.C_CloseSession(session_), "C_CloseSession");
}

std::expected<SessionKey, TokenError> TokenSession::generate(KeyUse use) {
    TokenAttributes attributes;
    describe_session_key(attributes, use);
    const auto key = generate(attributes);
    if (!key) {
        return std::unexpected{key.error()};
    }
    return SessionKey{functions_, session_, *key};
}

std::expected<TokenHandle, TokenError> TokenSession::find_master(const MasterName& master) {
    TokenAttributes attributes;
    describe_master(attributes, master);
    return find(attributes);
}

std::expected<std::vector<MasterName>, TokenError> TokenSession::masters() {
    std::vector<MasterName> found;
    for (const MasterKind kind : {MasterKind::master, MasterKind::roll_over, MasterKind::audit}) {
        TokenAttributes attributes;
        attributes.number(CKA_CLASS, CKO_SECRET_KEY).text(CKA_LABEL, label_of(kind));
        const auto keys = find_all(attributes, most_masters);
        if (!keys) {
            return std::unexpected{keys.error()};
        }
        for (const TokenHandle key : *keys) {
            std::uint8_t id = 0;
            ck_attribute wanted{CKA_ID, &id, sizeof id};
            if (!done(functions_.C_GetAttributeValue(session_, key, &wanted, 1),
                      "C_GetAttributeValue")) {
                return std::unexpected{TokenError::token_failed};
            }
            // Audit keys of version 1 to 3 have no id.
            found.push_back({kind, card::KeyVersion{std::max<std::uint8_t>(id, 1)}});
        }
    }
    std::ranges::sort(found);
    return found;
}

std::expected<void, TokenError> TokenSession::keep_master(const MasterName& master,
                                                          const SessionKey& wrapping,
                                                          const card::WrappedKey& wrapped) {
    if (const auto there = find_master(master);
        there || there.error() != TokenError::master_missing) {
        return std::unexpected{there ? TokenError::master_there : there.error()};
    }
    TokenAttributes attributes;
    describe_master(attributes, master);
    keep_in_token(attributes, master.kind == MasterKind::audit ? KeyUse::mac : KeyUse::derive);
    const auto kept = unwrap(wrapping, wrapped, attributes);
    if (!kept) {
        return std::unexpected{kept.error()};
    }
    return {};
}

std::expected<SessionKey, TokenError> TokenSession::unwrap(const SessionKey& wrapping,
                                                           const card::WrappedKey& wrapped,
                                                           KeyUse use) {
    TokenAttributes attributes;
    describe_session_key(attributes, use);
    const auto key = unwrap(wrapping, wrapped, attributes);
    if (!key) {
        return std::unexpected{key.error()};
    }
    return SessionKey{functions_, session_, *key};
}

std::expected<TokenHandle, TokenError> TokenSession::unwrap(const SessionKey& wrapping,
                                                            const card::WrappedKey& wrapped,
                                                            TokenAttributes& attributes) {
    ck_mechanism mechanism{CKM_AES_KEY_WRAP, nullptr, 0};
    card::WrappedKey bytes = wrapped;  // C_UnwrapKey takes a mutable pointer
    TokenHandle key = 0;
    if (!done(functions_.C_UnwrapKey(session_, &mechanism, wrapping.handle(), bytes.data(),
                                     bytes.size(), attributes.data(), attributes.size(), &key),
              "C_UnwrapKey")) {
        return std::unexpected{TokenError::wrong_shares};
    }
    return key;
}

std::expected<void, TokenError> TokenSession::destroy_master(const MasterName& master) {
    const auto key = find_master(master);
    if (!key) {
        return std::unexpected{key.error()};
    }
    if (!done(functions_.C_DestroyObject(session_, *key), "C_DestroyObject")) {
        return std::unexpected{TokenError::token_failed};
    }
    return {};
}

std::expected<TokenHandle, TokenError> TokenSession::find_audit_key() {
    TokenAttributes attributes;
    describe_audit_key(attributes);
    return find(attributes);
}

std::expected<TokenHandle, TokenError> TokenSession::generate(TokenAttributes& attributes) {
    attributes.number(CKA_VALUE_LEN, key_bytes);
    ck_mechanism mechanism{CKM_AES_KEY_GEN, nullptr, 0};
    TokenHandle key = 0;
    if (!done(functions_.C_GenerateKey(session_, &mechanism, attributes.data(), attributes.size(),
                                       &key),
              "C_GenerateKey")) {
        return std::unexpected{TokenError::token_failed};
    }
    return key;
}

std::expected<std::vector<TokenHandle>, TokenError> TokenSession::find_all(
    TokenAttributes& attributes, std::size_t most) {
    if (!done(functions_.C_FindObjectsInit(session_, attributes.data(), attributes.size()),
              "C_FindObjectsInit")) {
        return std::unexpected{TokenError::token_failed};
    }
    std::vector<TokenHandle> keys(most);
    unsigned long found = 0;
    const bool searched =
        done(functions_.C_FindObjects(session_, keys.data(), keys.size(), &found), "C_FindObjects");
    const bool ended = done(functions_.C_FindObjectsFinal(session_), "C_FindObjectsFinal");
    if (!searched || !ended) {
        return std::unexpected{TokenError::token_failed};
    }
    keys.resize(found);
    return keys;
}

std::expected<TokenHandle, TokenError> TokenSession::find(TokenAttributes& attributes) {
    const auto keys = find_all(attributes, 1);
    if (!keys) {
        return std::unexpected{keys.error()};
    }
    if (keys->empty()) {
        return std::unexpected{TokenError::master_missing};
    }
    return keys->front();
}

std::expected<std::size_t, TokenError> TokenSession::count_session_keys() {
    constexpr std::size_t most = 4096;
    TokenAttributes attributes;
    attributes.number(CKA_CLASS, CKO_SECRET_KEY).flag(CKA_TOKEN, false);
    const auto keys = find_all(attributes, most);
    if (!keys) {
        return std::unexpected{keys.error()};
    }
    return keys->size();
}

std::expected<SessionKey, TokenError> TokenSession::derive(TokenHandle parent,
                                                           const card::Block& block, KeyUse use) {
    card::Block data = block;
    ck_key_derivation_string_data parameter{data.data(), data.size()};
    ck_mechanism mechanism{CKM_AES_ECB_ENCRYPT_DATA, &parameter, sizeof parameter};
    TokenAttributes attributes;
    describe_session_key(attributes, use);
    attributes.number(CKA_VALUE_LEN, key_bytes);
    TokenHandle key = 0;
    if (!done(functions_.C_DeriveKey(session_, &mechanism, parent, attributes.data(),
                                     attributes.size(), &key),
              "C_DeriveKey")) {
        return std::unexpected{TokenError::token_failed};
    }
    return SessionKey{functions_, session_, key};
}

std::expected<SessionKey, TokenError> TokenSession::import(std::span<const std::uint8_t, 16> value,
                                                           KeyUse use) {
    TokenAttributes attributes;
    describe_session_key(attributes, use);
    attributes.bytes(CKA_VALUE, value);
    TokenHandle key = 0;
    if (!done(functions_.C_CreateObject(session_, attributes.data(), attributes.size(), &key),
              "C_CreateObject")) {
        return std::unexpected{TokenError::token_failed};
    }
    return SessionKey{functions_, session_, key};
}

std::expected<card::Block, TokenError> TokenSession::cmac(TokenHandle key,
                                                          std::span<const std::uint8_t> data) {
    ck_mechanism mechanism{CKM_AES_CMAC, nullptr, 0};
    if (!done(functions_.C_SignInit(session_, &mechanism, key), "C_SignInit")) {
        return std::unexpected{TokenError::token_failed};
    }
    std::vector<std::uint8_t> input{data.begin(), data.end()};  // C_Sign takes a mutable pointer
    card::Block mac{};
    unsigned long mac_bytes = mac.size();
    if (!done(functions_.C_Sign(session_, input.data(), input.size(), mac.data(), &mac_bytes),
              "C_Sign") ||
        mac_bytes != mac.size()) {
        return std::unexpected{TokenError::token_failed};
    }
    return mac;
}

std::expected<card::WrappedKey, TokenError> TokenSession::wrap(const SessionKey& wrapping,
                                                               TokenHandle key) {
    ck_mechanism mechanism{CKM_AES_KEY_WRAP, nullptr, 0};
    card::WrappedKey wrapped{};
    unsigned long wrapped_bytes = wrapped.size();
    if (!done(functions_.C_WrapKey(session_, &mechanism, wrapping.handle(), key, wrapped.data(),
                                   &wrapped_bytes),
              "C_WrapKey") ||
        wrapped_bytes != wrapped.size()) {
        return std::unexpected{TokenError::token_failed};
    }
    return wrapped;
}

std::expected<void, TokenError> TokenSession::fill_random(std::span<std::uint8_t> out) {
    if (!done(functions_.C_GenerateRandom(session_, out.data(), out.size()), "C_GenerateRandom")) {
        return std::unexpected{TokenError::token_failed};
    }
    return {};
}

}  // namespace office
