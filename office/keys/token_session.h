// One logged-in session with a PKCS#11 token, and the few things the office asks of it. A session
// belongs to one thread. Master keys never leave the token; derived keys are session objects that
// are destroyed with their SessionKey.
#pragma once

#include <cstdint>
#include <expected>
#include <span>

#include "card/crypto/key128.h"
#include "card/crypto/key_wrap.h"
#include "card/identifiers.h"

struct ck_function_list;

namespace office {

class TokenAttributes;  // of an object in the token

enum class TokenError : std::uint8_t {
    module_not_loaded,  // no such file, or not a PKCS#11 module
    no_free_slot,       // the module has no slot whose token is not initialised yet
    token_not_found,    // no slot holds a token with our label
    pin_refused,
    master_missing,  // no master key of that version is in the token
    token_failed,    // the token refused or broke: its PKCS#11 return value is in the log
};

// What a derived or imported key may do; it may do nothing else.
enum class KeyUse : std::uint8_t {
    derive,         // be the parent of further keys
    mac,            // AES-CMAC
    wrap,           // wrap other keys (RFC 3394)
    leave_wrapped,  // leave the token under a wrapping key
};

using TokenHandle = unsigned long;

// A key that lives in the token until this object goes.
class SessionKey {
 public:
    SessionKey(ck_function_list& functions, TokenHandle session, TokenHandle key)
        : functions_{&functions}, session_{session}, key_{key} {}
    SessionKey(SessionKey&& other) noexcept;
    SessionKey& operator=(SessionKey&&) = delete;
    ~SessionKey();

    [[nodiscard]] TokenHandle handle() const { return key_; }

 private:
    ck_function_list* functions_;
    TokenHandle session_;
    TokenHandle key_;  // 0 once moved from
};

class TokenSession {
 public:
    // `session` is open and logged in on the token; the object closes it.
    TokenSession(ck_function_list& functions, TokenHandle session)
        : functions_{functions}, session_{session} {}
    TokenSession(const TokenSession&) = delete;
    TokenSession& operator=(const TokenSession&) = delete;
    ~TokenSession();

    // Makes the master key of `version` inside the token: AES-128, sensitive, not extractable,
    // good for derivation only. Refused: token_failed.
    [[nodiscard]] std::expected<void, TokenError> generate_master(card::KeyVersion version);
    // The same with a value brought from outside: for a key ceremony and for tests.
    [[nodiscard]] std::expected<void, TokenError> import_master(
        card::KeyVersion version, std::span<const std::uint8_t, 16> value);

    // Refused: master_missing, token_failed.
    [[nodiscard]] std::expected<TokenHandle, TokenError> find_master(card::KeyVersion version);

    // Makes the key that signs audit heads: good for AES-CMAC only. Refused: token_failed.
    [[nodiscard]] std::expected<void, TokenError> generate_audit_key();
    // Refused: master_missing where there is none, token_failed.
    [[nodiscard]] std::expected<TokenHandle, TokenError> find_audit_key();

    // AES-128_parent(block) as a new key (CKM_AES_ECB_ENCRYPT_DATA). Refused: token_failed.
    [[nodiscard]] std::expected<SessionKey, TokenError> derive(TokenHandle parent,
                                                               const card::Block& block,
                                                               KeyUse use);
    // A published or freshly drawn key as a session object. Refused: token_failed.
    [[nodiscard]] std::expected<SessionKey, TokenError> import(
        std::span<const std::uint8_t, 16> value, KeyUse use);

    // AES-CMAC (RFC 4493), all 16 bytes. Refused: token_failed.
    [[nodiscard]] std::expected<card::Block, TokenError> cmac(TokenHandle key,
                                                              std::span<const std::uint8_t> data);

    // `key`, which may leave wrapped, under `wrapping` (RFC 3394). Refused: token_failed.
    [[nodiscard]] std::expected<card::WrappedKey, TokenError> wrap(const SessionKey& wrapping,
                                                                   const SessionKey& key);

    // Random bytes of the token. Refused: token_failed.
    [[nodiscard]] std::expected<void, TokenError> fill_random(std::span<std::uint8_t> out);

 private:
    [[nodiscard]] std::expected<void, TokenError> generate(TokenAttributes& attributes);
    [[nodiscard]] std::expected<TokenHandle, TokenError> find(TokenAttributes& attributes);

    ck_function_list& functions_;
    TokenHandle session_;
};

}  // namespace office
