#include "office/keys/token_module.h"

#include <dlfcn.h>

#define CRYPTOKI_GNU
#include <p11-kit/pkcs11.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

namespace office {
namespace {

namespace fs = std::filesystem;

// PKCS#11 pads labels with blanks to 32 bytes.
constexpr std::array<unsigned char, 32> padded_label() {
    constexpr std::string_view label = "tallywatt";
    std::array<unsigned char, 32> padded{};
    padded.fill(' ');
    std::ranges::copy(label, padded.begin());
    return padded;
}

std::vector<unsigned char> bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

std::vector<ck_slot_id_t> slots_with_token(ck_function_list& functions) {
    constexpr unsigned char with_token = 1;
    unsigned long count = 0;
    if (functions.C_GetSlotList(with_token, nullptr, &count) != CKR_OK) {
        return {};
    }
    std::vector<ck_slot_id_t> slots(count);
    if (functions.C_GetSlotList(with_token, slots.data(), &count) != CKR_OK) {
        return {};
    }
    slots.resize(count);
    return slots;
}

}  // namespace

std::expected<std::unique_ptr<TokenModule>, TokenError> TokenModule::load(const fs::path& library) {
    // Stays loaded to the end of the process: the module's own exit handlers need its code.
    void* const module = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (module == nullptr) {
        return std::unexpected{TokenError::module_not_loaded};
    }
    const auto get_functions =
        reinterpret_cast<CK_C_GetFunctionList>(::dlsym(module, "C_GetFunctionList"));
    ck_function_list* functions = nullptr;
    if (get_functions == nullptr || get_functions(&functions) != CKR_OK) {
        return std::unexpected{TokenError::module_not_loaded};
    }
    ck_c_initialize_args arguments{};
    arguments.flags = CKF_OS_LOCKING_OK;
    if (functions->C_Initialize(&arguments) != CKR_OK) {
        return std::unexpected{TokenError::module_not_loaded};
    }
    return std::unique_ptr<TokenModule>{new TokenModule{*functions}};
}

TokenModule::~TokenModule() {
    functions_.C_Finalize(nullptr);
}

std::expected<void, TokenError> TokenModule::create_token(std::string_view officer_pin,
                                                          std::string_view pin) {
    const auto slots = slots_with_token(functions_);
    const auto free_slot = std::ranges::find_if(slots, [&](ck_slot_id_t slot) {
        ck_token_info token{};
        return functions_.C_GetTokenInfo(slot, &token) == CKR_OK &&
               (token.flags & CKF_TOKEN_INITIALIZED) == 0;
    });
    if (free_slot == slots.end()) {
        return std::unexpected{TokenError::no_free_slot};
    }
    auto label = padded_label();
    auto officer = bytes_of(officer_pin);
    if (functions_.C_InitToken(*free_slot, officer.data(), officer.size(), label.data()) !=
        CKR_OK) {
        return std::unexpected{TokenError::token_failed};
    }
    const auto slot = slot_of_our_token();  // some modules move a token when it is initialised
    if (!slot) {
        return std::unexpected{slot.error()};
    }
    TokenHandle session = 0;
    if (functions_.C_OpenSession(*slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr,
                                 &session) != CKR_OK) {
        return std::unexpected{TokenError::token_failed};
    }
    auto user = bytes_of(pin);
    const bool is_set =
        functions_.C_Login(session, CKU_SO, officer.data(), officer.size()) == CKR_OK &&
        functions_.C_InitPIN(session, user.data(), user.size()) == CKR_OK &&
        functions_.C_Logout(session) == CKR_OK;
    functions_.C_CloseSession(session);
    std::ranges::fill(officer, '\0');
    std::ranges::fill(user, '\0');
    if (!is_set) {
        return std::unexpected{TokenError::token_failed};
    }
    return {};
}

std::expected<std::unique_ptr<TokenSession>, TokenError> TokenModule::open_session(
    std::string_view pin) {
    const auto slot = slot_of_our_token();
    if (!slot) {
        return std::unexpected{slot.error()};
    }
    TokenHandle handle = 0;
    if (functions_.C_OpenSession(*slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr,
                                 &handle) != CKR_OK) {
        return std::unexpected{TokenError::token_failed};
    }
    auto session = std::make_unique<TokenSession>(functions_, handle);
    auto user = bytes_of(pin);
    const ck_rv_t login = functions_.C_Login(handle, CKU_USER, user.data(), user.size());
    std::ranges::fill(user, '\0');
    // A login holds for all sessions of the process: the second one finds it done.
    if (login != CKR_OK && login != CKR_USER_ALREADY_LOGGED_IN) {
        spdlog::error("token: C_Login answered 0x{:x}", login);
        return std::unexpected{TokenError::pin_refused};
    }
    return session;
}

std::expected<TokenHandle, TokenError> TokenModule::slot_of_our_token() {
    for (const ck_slot_id_t slot : slots_with_token(functions_)) {
        ck_token_info token{};
        if (functions_.C_GetTokenInfo(slot, &token) == CKR_OK &&
            std::ranges::equal(token.label, padded_label())) {
            return slot;
        }
    }
    return std::unexpected{TokenError::token_not_found};
}

bool use_private_softhsm(const fs::path& data_directory) {
    std::error_code error;
    const fs::path data = fs::absolute(data_directory, error);
    fs::create_directories(data / "token", error);
    if (error) {
        return false;
    }
    const std::string wanted = "directories.tokendir = " + (data / "token").string() +
                               "\nobjectstore.backend = file\nlog.level = ERROR\n"
                               "slots.removable = false\n";
    const fs::path configuration = data / "softhsm2.conf";
    std::ifstream present{configuration};
    const std::string found{std::istreambuf_iterator<char>{present}, {}};
    if (found != wanted) {
        // The directory may have been moved: its paths are renewed at each start.
        std::ofstream file{configuration};
        file << wanted;
        if (!file.flush()) {
            return false;
        }
    }
    return ::setenv("SOFTHSM2_CONF", configuration.c_str(), 1) == 0;
}

}  // namespace office
