// Proves the books as they lie on the disk: every row against the audit chains, the chains against
// their signed copies, orders against sales, the ledger against itself. Changes nothing, and may
// run beside an office that sells.
#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <span>

#include "office/domain/books_proof.h"
#include "office/domain/store.h"
#include "office/store/audit_heads_folder.h"

namespace office {

// Whether a signature belongs to a text: KeyStore::audit_signature_is_genuine.
using SignatureCheck = std::function<bool(std::span<const std::uint8_t> text,
                                          std::span<const std::uint8_t> signature)>;

// Told how far a proof is, now and then; false ends it early.
using ProofWatch = std::function<bool(ProofProgress progress)>;

// Refused only where the file cannot be read as an office: cannot_open, not_a_database,
// not_an_office, read_or_write.
[[nodiscard]] std::expected<Verification, StoreError> verify_books(
    const std::filesystem::path& file, std::span<const SignedHeads> copies,
    const SignatureCheck& is_genuine, const ProofWatch& watch = [](ProofProgress) { return true; });

}  // namespace office
