// A PKCS#11 module, loaded at run time: SoftHSM by default, any other by its path. One per process.
#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "office/keys/token_session.h"

namespace office {

class TokenModule {
 public:
    // Loads and initialises the module at `library`. Refused: module_not_loaded.
    [[nodiscard]] static std::expected<std::unique_ptr<TokenModule>, TokenError> load(
        const std::filesystem::path& library);
    TokenModule(const TokenModule&) = delete;
    TokenModule& operator=(const TokenModule&) = delete;
    // Finalises the module; every session must be closed before.
    ~TokenModule();

    // Initialises the first free slot as our token with `pin`. The security officer's PIN is
    // `officer_pin`. Refused: no_free_slot, token_failed.
    [[nodiscard]] std::expected<void, TokenError> create_token(std::string_view officer_pin,
                                                               std::string_view pin);

    // Opens a session on our token and logs in. Refused: token_not_found, pin_refused,
    // token_failed.
    [[nodiscard]] std::expected<std::unique_ptr<TokenSession>, TokenError> open_session(
        std::string_view pin);

 private:
    explicit TokenModule(ck_function_list& functions) : functions_{functions} {}
    [[nodiscard]] std::expected<TokenHandle, TokenError> slot_of_our_token();

    ck_function_list& functions_;
};

// Writes DATA/softhsm2.conf, which keeps the tokens in DATA/token, and lets SoftHSM of this
// process use it. To be called before `TokenModule::load`. False where the file cannot be written.
[[nodiscard]] bool use_private_softhsm(const std::filesystem::path& data_directory);

}  // namespace office
