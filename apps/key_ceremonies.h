// Ceremonies over master keys: two administrators make, share, bring in, put away, roll and retire
// the keys of an office. Each is in the audit chain before anything leaves the token.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "apps/two_people.h"
#include "office/domain/key_commands.h"
#include "office/keys/token_module.h"
#include "office/keys/token_session.h"
#include "office/store/sqlite_store.h"

namespace apps {

// A place for a ceremony: the books, and one session on the token. The members go in reverse order.
struct CeremonyRoom {
    std::unique_ptr<office::SqliteStore> store;
    std::unique_ptr<office::TokenModule> module;
    std::unique_ptr<office::TokenSession> session;
};

enum class MissingToken : std::uint8_t { refuse, make };
[[nodiscard]] OrComplaint<CeremonyRoom> open_ceremony_room(const std::filesystem::path& data,
                                                           MissingToken missing);

// Makes one new key of each kind, puts it into the token and its shares into files
// share-1.txt ... of `folder` (made with mode 0700, the files 0600), one for each holder.
// Refused before anything is made: files that are there, counts out of range.
[[nodiscard]] OrComplaint<void> create_masters(CeremonyRoom& room, const TwoPeople& people,
                                               const std::vector<office::MasterKind>& kinds,
                                               const office::ShareCounts& counts,
                                               const std::filesystem::path& folder);

// Brings every key that the share files make up, and that the token lacks, into the token.
[[nodiscard]] OrComplaint<void> import_masters(CeremonyRoom& room, const TwoPeople& people,
                                               const std::vector<std::filesystem::path>& files);

// Makes new shares of every key that the share files make up, into `folder`.
[[nodiscard]] OrComplaint<void> reshare_masters(CeremonyRoom& room, const TwoPeople& people,
                                                const std::vector<std::filesystem::path>& files,
                                                const office::ShareCounts& counts,
                                                const std::filesystem::path& folder);

// Roll, retire and put_away, which make no shares.
[[nodiscard]] OrComplaint<void> hold_plain_ceremony(CeremonyRoom& room, const TwoPeople& people,
                                                    office::Ceremony ceremony,
                                                    const office::MasterName& master);

}  // namespace apps
