// Master keys on their way into a token and out of it. A master is made inside the token, leaves it
// once, wrapped under a share key drawn for that, and stays as an object that never leaves again.
#pragma once

#include <expected>
#include <vector>

#include "card/crypto/key128.h"
#include "card/crypto/key_wrap.h"
#include "office/domain/key_commands.h"
#include "office/domain/key_share.h"
#include "office/keys/token_session.h"

namespace office {

// A master key outside: worthless without `share_key`, which is to be split and forgotten.
struct OutsideMaster {
    Fingerprint fingerprint{};
    card::WrappedKey wrapped{};
    card::Key128 share_key;
};

struct HeldMaster {
    MasterName name;
    Fingerprint fingerprint{};
};

class MasterKeys {
 public:
    // `session` outlives it.
    explicit MasterKeys(TokenSession& session) : session_{session} {}

    // A new key, which the token forgets again unless keep() follows. Refused: token_failed.
    [[nodiscard]] std::expected<OutsideMaster, TokenError> make(MasterKind kind);
    // The same key under a new share key. Refused: wrong_shares, token_failed.
    [[nodiscard]] std::expected<OutsideMaster, TokenError> wrap_anew(const OutsideMaster& master,
                                                                     MasterKind kind);
    // What the token makes of the wrapped key itself, whatever `master.fingerprint` says. Nothing
    // is kept. Refused: wrong_shares, token_failed.
    [[nodiscard]] std::expected<Fingerprint, TokenError> fingerprint_of(const OutsideMaster& master,
                                                                        MasterKind kind);
    // Puts it into the token for good. Refused: master_there, wrong_shares, token_failed.
    [[nodiscard]] std::expected<void, TokenError> keep(const MasterName& name,
                                                       const OutsideMaster& master);
    // Takes it out of the token for good. Refused: master_missing, token_failed.
    [[nodiscard]] std::expected<void, TokenError> destroy(const MasterName& name);
    // In order of kind and version. Refused: token_failed.
    [[nodiscard]] std::expected<std::vector<HeldMaster>, TokenError> held();

    // The shares of a master key, their coefficients from the token's random source.
    // Refused: token_failed.
    [[nodiscard]] std::expected<std::vector<KeyShare>, TokenError> split(
        const OutsideMaster& master, card::OfficeId office, const MasterName& name,
        const ShareCounts& counts);

 private:
    [[nodiscard]] std::expected<Fingerprint, TokenError> fingerprint(TokenHandle master,
                                                                     MasterKind kind);
    [[nodiscard]] std::expected<Fingerprint, TokenError> code_of_zeros(TokenHandle key);
    [[nodiscard]] std::expected<OutsideMaster, TokenError> wrap(const SessionKey& master,
                                                                MasterKind kind);

    TokenSession& session_;
};

}  // namespace office
