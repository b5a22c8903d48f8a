// One logged-in session with a PKCS#11 token, and the few things the office asks of it. A session
// belongs to one thread. Master keys never leave the token; derived keys are session objects that
// are destroyed with their SessionKey.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "card/crypto/key128.h"
#include "card/crypto/key_wrap.h"
#include "card/identifiers.h"
#include "office/domain/key_commands.h"

struct ck_function_list;

namespace office {

class TokenAttributes;  // of an object in the token

enum class TokenError : std::uint8_t {
    module_not_loaded,  // no such file, or not a PKCS#11 module
    no_free_slot,       // the module has no slot whose token is not initialised yet
    token_not_found,    // no slot holds a token with our label
    pin_refused,
    master_missing,  // no master key of that name is in the token
    master_there,    // it is in the token already
    wrong_shares,    // what they come to does not unwrap this key
    token_failed,    // the token refused or broke: its PKCS#11 return value is in the log
};

// What a derived or imported key may do; it may do nothing else.
enum class KeyUse : std::uint8_t {
    derive,         // be the parent of further keys
    mac,            // AES-CMAC
    wrap,           // wrap other keys and unwrap them (RFC 3394)
    leave_wrapped,  // leave the token under a wrapping key
    leave_shared,   // the same, of a key that is being made: it also derives and makes codes
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

    // A new AES-128 key made inside the token, as a session object. Refused: token_failed.
    [[nodiscard]] std::expected<SessionKey, TokenError> generate(KeyUse use);

    // Refused: master_missing, token_failed.
    [[nodiscard]] std::expected<TokenHandle, TokenError> find_master(const MasterName& master);
    // Every master key in the token, in order of kind and version. Refused: token_failed.
    [[nodiscard]] std::expected<std::vector<MasterName>, TokenError> masters();
    // Puts a wrapped key into the token for good: sensitive, not extractable, good for derivation
    // only; an audit key for AES-CMAC only. Refused: master_there, wrong_shares, token_failed.
    [[nodiscard]] std::expected<void, TokenError> keep_master(const MasterName& master,
                                                              const SessionKey& wrapping,
                                                              const card::WrappedKey& wrapped);
    // The same key for this session only. Refused: wrong_shares.
    [[nodiscard]] std::expected<SessionKey, TokenError> unwrap(const SessionKey& wrapping,
                                                               const card::WrappedKey& wrapped,
                                                               KeyUse use);
    // Refused: master_missing, token_failed.
    [[nodiscard]] std::expected<void, TokenError> destroy_master(const MasterName& master);

    // The key that signs audit heads.
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
                                                                   TokenHandle key);

    // Keys that live in this session only, other sessions of the process included.
    // Refused: token_failed.
    [[nodiscard]] std::expected<std::size_t, TokenError> count_session_keys();

    // Random bytes of the token. Refused: token_failed.
    [[nodiscard]] std::expected<void, TokenError> fill_random(std::span<std::uint8_t> out);

 private:
    [[nodiscard]] std::expected<TokenHandle, TokenError> generate(TokenAttributes& attributes);
    [[nodiscard]] std::expected<TokenHandle, TokenError> unwrap(const SessionKey& wrapping,
                                                                const card::WrappedKey& wrapped,
                                                                TokenAttributes& attributes);
    // At most `most` objects with these attributes.
    [[nodiscard]] std::expected<std::vector<TokenHandle>, TokenError> find_all(
        TokenAttributes& attributes, std::size_t most);
    [[nodiscard]] std::expected<TokenHandle, TokenError> find(TokenAttributes& attributes);

    ck_function_list& functions_;
    TokenHandle session_;
};

}  // namespace office
