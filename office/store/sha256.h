// SHA-256 (FIPS 180-4), for digests of content and for the audit chains.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "office/domain/audit.h"

struct evp_md_ctx_st;

namespace office {

class Sha256 {
 public:
    Sha256();

    Sha256& add(std::span<const std::uint8_t> bytes);
    // The digest of everything added; begins anew.
    [[nodiscard]] Digest take();

 private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

[[nodiscard]] Digest sha256(std::span<const std::uint8_t> bytes);

}  // namespace office
