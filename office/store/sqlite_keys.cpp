// What a store answers about master keys: ceremonies, uses, and the fleet's versions.
#include "office/store/book_rows.h"
#include "office/store/question.h"
#include "office/store/sqlite_store.h"

namespace office {
namespace {

CeremonyView ceremony_view(const Query& found) {
    CeremonyView view{
        .command = found.as<std::uint64_t>(0),
        .at = found.time(1),
        .held = {.ceremony = found.as<Ceremony>(2),
                 .master = {found.as<MasterKind>(3), found.as<card::KeyVersion>(4)},
                 .fingerprint = found.as<Fingerprint>(5),
                 .shares = std::nullopt,
                 .second = found.as<UserId>(9)},
        .first = found.as<UserId>(8),
    };
    if (!found.is_null(6)) {
        view.held.shares = {found.as<std::uint8_t>(6), found.as<std::uint8_t>(7)};
    }
    return view;
}

}  // namespace

Store::Found<std::vector<CeremonyView>> SqliteStore::ceremonies() const {
    return ask(*readers_, [](Database& database) {
        return all(database.query("SELECT command, at_utc_seconds, ceremony, kind, version, "
                                  "fingerprint, shares_needed, shares_count, first, second "
                                  "FROM key_ceremony JOIN command USING (command) "
                                  "ORDER BY command"),
                   ceremony_view);
    });
}

Store::Found<card::KeyVersion> SqliteStore::version_in_use() const {
    return ask(*readers_, find_version_in_use);
}

Store::Found<FleetKeys> SqliteStore::fleet_keys() const {
    return ask(*readers_, [](Database& database) {
        FleetKeys fleet;
        fleet.in_use = find_version_in_use(database);
        fleet.versions =
            all(database.query("SELECT key_version, count(*), count(*) FILTER (WHERE meter IN "
                               "(SELECT meter FROM reading WHERE is_newer = 1)) "
                               "FROM meter GROUP BY key_version ORDER BY key_version"),
                [](const Query& found) {
                    return VersionView{found.as<card::KeyVersion>(0), found.as<std::uint64_t>(1),
                                       found.as<std::uint64_t>(2)};
                });
        return fleet;
    });
}

Store::Found<std::vector<MasterUses>> SqliteStore::key_uses() const {
    return ask(*readers_, [](Database& database) {
        return all(database.query("SELECT kind, version, use, sum(times) FROM key_use "
                                  "GROUP BY kind, version, use ORDER BY kind, version, use"),
                   [](const Query& found) {
                       return MasterUses{{found.as<MasterKind>(0), found.as<card::KeyVersion>(1)},
                                         found.as<MasterUse>(2),
                                         found.as<std::uint64_t>(3)};
                   });
    });
}

Store::Found<std::uint32_t> SqliteStore::failed_proofs(UserId user,
                                                       std::chrono::sys_seconds at) const {
    return ask(*readers_,
               [&](Database& database) { return count_failed_proofs(database, user, at); });
}

}  // namespace office
