#include "office/web/password.h"

#include <argon2.h>

#include <array>
#include <cstdint>
#include <semaphore>
#include <vector>

#include "base/ensure.h"
#include "office/web/secret.h"

namespace office {
namespace {

constexpr std::uint32_t passes = 3;
constexpr std::uint32_t memory_kib = 32 * 1024;
constexpr std::uint32_t lanes = 1;
constexpr std::size_t hash_bytes = 32;

std::counting_semaphore<2>& turns() {
    static std::counting_semaphore<2> two{2};
    return two;
}

}  // namespace

std::string password_hash(std::string_view password) {
    std::array<std::uint8_t, 16> salt{};
    fill_random(salt);
    std::vector<char> encoded(
        argon2_encodedlen(passes, memory_kib, lanes, salt.size(), hash_bytes, Argon2_id));
    turns().acquire();
    const int result =
        argon2id_hash_encoded(passes, memory_kib, lanes, password.data(), password.size(),
                              salt.data(), salt.size(), hash_bytes, encoded.data(), encoded.size());
    turns().release();
    base::ensure(result == ARGON2_OK);  // only memory can be missing
    return encoded.data();
}

bool is_password(std::string_view password, std::string_view hash) {
    if (password.size() > longest_password) {
        return false;
    }
    static const std::string nobody = password_hash("no user has this one");
    const std::string encoded{hash.empty() ? std::string_view{nobody} : hash};
    turns().acquire();
    const int result = argon2id_verify(encoded.c_str(), password.data(), password.size());
    turns().release();
    return result == ARGON2_OK && !hash.empty();
}

}  // namespace office
