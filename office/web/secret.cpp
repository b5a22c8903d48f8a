#include "office/web/secret.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/ensure.h"

namespace office {

void fill_random(std::span<std::uint8_t> out) {
    base::ensure(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1);
}

std::string new_secret() {
    std::array<std::uint8_t, 32> bytes{};
    fill_random(bytes);
    return to_hex(bytes);
}

std::array<std::uint8_t, 32> secret_hash(std::string_view secret) {
    std::array<std::uint8_t, 32> hash{};
    base::ensure(
        EVP_Digest(secret.data(), secret.size(), hash.data(), nullptr, EVP_sha256(), nullptr) == 1);
    return hash;
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        text.push_back(digits[byte >> 4]);
        text.push_back(digits[byte & 0x0F]);
    }
    return text;
}

}  // namespace office
