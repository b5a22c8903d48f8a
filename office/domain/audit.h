// The audit chains: each process of the office owns one, held by a lease with a rising epoch. One
// entry per group commit holds the digest of the batch and of the entry before. Heads are signed
// and kept outside the database, so that a removed tail shows.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace office {

using Digest = std::array<std::uint8_t, 32>;  // SHA-256

// Where a chain ends: `length` entries, the last of which has `digest`.
struct AuditHead {
    std::uint32_t chain = 0;
    std::uint32_t epoch = 0;
    std::uint64_t length = 0;
    Digest digest{};

    auto operator<=>(const AuditHead&) const = default;
};

// All heads at one time: what is signed and copied outside the database.
struct AuditHeads {
    std::chrono::sys_seconds at;
    std::vector<AuditHead> heads;

    bool operator==(const AuditHeads&) const = default;
};

// One line "tallywatt audit heads 1 AT-UTC-SECONDS", then one "CHAIN EPOCH LENGTH DIGEST" per
// chain. These bytes are signed.
[[nodiscard]] std::string to_text(const AuditHeads& heads);

// The other way round; nothing where a byte differs from what to_text would write.
[[nodiscard]] std::optional<AuditHeads> parse_audit_heads(std::string_view text);

}  // namespace office
