// An office's data directory: its books, its token, its settings and what else belongs together.
//
//   office.json         where the PKCS#11 module and the PIN file are
//   books.sqlite        the books
//   token/              SoftHSM's tokens; softhsm2.conf points at it
//   pin                 the token's PIN, unless another file was named or it is asked for
//   shares/             the first keys' shares, until their holders take them away
//   audit-heads/        signed copies of the audit chains' heads
//   address             where `serve` listens, while it runs
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>

#include "office/keys/token_key_store.h"
#include "office/keys/token_module.h"

namespace apps {

// A sentence for the operator: what is wrong and what to do.
template <typename T>
using OrComplaint = std::expected<T, std::string>;

// Where the token's PIN comes from. Never from an argument or the environment.
enum class PinFrom : std::uint8_t { file, prompt };

struct OfficeDirectory {
    std::filesystem::path path;
    std::filesystem::path pkcs11_module;
    std::filesystem::path pin_file;  // empty: it is asked at the terminal

    [[nodiscard]] std::filesystem::path books() const { return path / "books.sqlite"; }
    [[nodiscard]] std::filesystem::path audit_heads() const { return path / "audit-heads"; }
    [[nodiscard]] std::filesystem::path address() const { return path / "address"; }

    // Makes the directory, for its owner alone, with its settings. Without `pin_file` and prompt a
    // random PIN is made inside. Refused where something is there already.
    [[nodiscard]] static OrComplaint<OfficeDirectory> create(
        const std::filesystem::path& path, const std::filesystem::path& pkcs11_module,
        const std::filesystem::path& pin_file, PinFrom pin_from);
    [[nodiscard]] static OrComplaint<OfficeDirectory> open(const std::filesystem::path& path);

    // The module, ready; SoftHSM with the tokens of this directory.
    [[nodiscard]] OrComplaint<std::unique_ptr<office::TokenModule>> load_module() const;
    [[nodiscard]] OrComplaint<std::string> pin() const;
};

[[nodiscard]] std::string complaint(office::TokenError error);

// The first line of a file of secrets, which nobody but its owner may read.
[[nodiscard]] OrComplaint<std::string> read_secret(const std::filesystem::path& file);
// Makes `file` with mode 0600, or complains where it exists.
[[nodiscard]] OrComplaint<void> write_secret(const std::filesystem::path& file,
                                             const std::string& content);

}  // namespace apps
