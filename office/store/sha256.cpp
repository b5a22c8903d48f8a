#include "office/store/sha256.h"

#include <openssl/evp.h>

#include "base/ensure.h"

namespace office {

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

// The library fails here only where memory is out.
Sha256::Sha256() : context_{EVP_MD_CTX_new()} {
    base::ensure(context_ != nullptr);
    base::ensure(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

Sha256& Sha256::add(std::span<const std::uint8_t> bytes) {
    base::ensure(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
    return *this;
}

Digest Sha256::take() {
    Digest digest{};
    base::ensure(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
    base::ensure(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
    return digest;
}

Digest sha256(std::span<const std::uint8_t> bytes) {
    return Sha256{}.add(bytes).take();
}

}  // namespace office
