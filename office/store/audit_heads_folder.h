// Signed copies of the audit heads, one file each, outside the database: whoever removes the end
// of a chain there would have to remove them here too.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "office/domain/audit.h"
#include "office/domain/key_store.h"
#include "office/domain/store.h"

namespace office {

struct SignedHeads {
    std::string file;  // its name, for people
    AuditHeads heads;
    std::vector<std::uint8_t> signature;
};

class AuditHeadsFolder {
 public:
    // Made when the first copy is kept.
    explicit AuditHeadsFolder(std::filesystem::path folder) : folder_{std::move(folder)} {}

    // A file of what to_text gives and a line with the signature; durable when this returns.
    [[nodiscard]] std::expected<void, StoreError> keep(const AuditHeads& heads,
                                                       std::span<const std::uint8_t> signature);

    // The newest copy; nothing where there is none, or where it cannot be read as one: then a new
    // one is due.
    [[nodiscard]] std::optional<SignedHeads> newest() const;

    // All copies, the oldest first. Refused, by name, where a file cannot be read as one.
    [[nodiscard]] std::expected<std::vector<SignedHeads>, StoreError> all() const;

 private:
    // By name and so by time.
    [[nodiscard]] std::vector<std::filesystem::path> files() const;

    std::filesystem::path folder_;
};

// Has the heads of `store` signed and keeps them. Nothing is done, and false given, where no chain
// has grown since the newest copy.
[[nodiscard]] std::expected<bool, std::variant<StoreError, KeyProblem>> sign_heads(
    const Store& store, KeyStore& keys, AuditHeadsFolder& folder, std::chrono::sys_seconds at);

}  // namespace office
