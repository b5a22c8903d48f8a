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

constexpr std::string_view master_label = "tallywatt-master";
constexpr std::string_view audit_label = "tallywatt-audit";
constexpr unsigned long key_bytes = 16;

// True where the token did it; otherwise its answer goes to the log. Names no key and no data.
bool done(ck_rv_t answer, const char* what) {
    if (answer != CKR_OK) {
        spdlog::error("token: {} answered 0x{:x}", what, answer);
    }
    return answer == CKR_OK;
}

void describe_master(TokenAttributes& attributes, card::KeyVersion version) {
    const std::uint8_t id = std::to_underlying(version);
    attributes.number(CKA_CLASS, CKO_SECRET_KEY)
        .number(CKA_KEY_TYPE, CKK_AES)
        .text(CKA_LABEL, master_label)
        .bytes(CKA_ID, {&id, 1});
}

void describe_audit_key(TokenAttributes& attributes) {
    attributes.number(CKA_CLASS, CKO_SECRET_KEY)
        .number(CKA_KEY_TYPE, CKK_AES)
        .text(CKA_LABEL, audit_label);
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
        .flag(CKA_EXTRACTABLE, use == KeyUse::leave_wrapped)
        .flag(CKA_DERIVE, use == KeyUse::derive)
        .flag(CKA_SIGN, use == KeyUse::mac)
        .flag(CKA_WRAP, use == KeyUse::wrap)
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

std::expected<void, TokenError> TokenSession::generate_master(card::KeyVersion version) {
    TokenAttributes attributes;
    describe_master(attributes, version);
    keep_in_token(attributes, KeyUse::derive);
    return generate(attributes);
}

std::expected<void, TokenError> TokenSession::import_master(
    card::KeyVersion version, std::span<const std::uint8_t, 16> value) {
    TokenAttributes attributes;
    describe_master(attributes, version);
    keep_in_token(attributes, KeyUse::derive);
    attributes.bytes(CKA_VALUE, value);
    TokenHandle key = 0;
    if (!done(functions_.C_CreateObject(session_, attributes.data(), attributes.size(), &key),
              "C_CreateObject")) {
        return std::unexpected{TokenError::token_failed};
    }
    return {};
}

std::expected<TokenHandle, TokenError> TokenSession::find_master(card::KeyVersion version) {
    TokenAttributes attributes;
    describe_master(attributes, version);
    return find(attributes);
}

std::expected<void, TokenError> TokenSession::generate_audit_key() {
    TokenAttributes attributes;
    describe_audit_key(attributes);
    keep_in_token(attributes, KeyUse::mac);
    return generate(attributes);
}

std::expected<TokenHandle, TokenError> TokenSession::find_audit_key() {
    TokenAttributes attributes;
    describe_audit_key(attributes);
    return find(attributes);
}

std::expected<void, TokenError> TokenSession::generate(TokenAttributes& attributes) {
    attributes.number(CKA_VALUE_LEN, key_bytes);
    ck_mechanism mechanism{CKM_AES_KEY_GEN, nullptr, 0};
    TokenHandle key = 0;
    if (!done(functions_.C_GenerateKey(session_, &mechanism, attributes.data(), attributes.size(),
                                       &key),
              "C_GenerateKey")) {
        return std::unexpected{TokenError::token_failed};
    }
    return {};
}

std::expected<TokenHandle, TokenError> TokenSession::find(TokenAttributes& attributes) {
    if (!done(functions_.C_FindObjectsInit(session_, attributes.data(), attributes.size()),
              "C_FindObjectsInit")) {
        return std::unexpected{TokenError::token_failed};
    }
    TokenHandle key = 0;
    unsigned long found = 0;
    const bool searched =
        done(functions_.C_FindObjects(session_, &key, 1, &found), "C_FindObjects");
    const bool ended = done(functions_.C_FindObjectsFinal(session_), "C_FindObjectsFinal");
    if (!searched || !ended) {
        return std::unexpected{TokenError::token_failed};
    }
    if (found == 0) {
        return std::unexpected{TokenError::master_missing};
    }
    return key;
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
                                                               const SessionKey& key) {
    ck_mechanism mechanism{CKM_AES_KEY_WRAP, nullptr, 0};
    card::WrappedKey wrapped{};
    unsigned long wrapped_bytes = wrapped.size();
    if (!done(functions_.C_WrapKey(session_, &mechanism, wrapping.handle(), key.handle(),
                                   wrapped.data(), &wrapped_bytes),
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
