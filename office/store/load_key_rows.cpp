// What the books know about master keys and the people who hold ceremonies over them.
#include <algorithm>

#include "office/store/book_rows.h"

namespace office {
namespace {

std::optional<Role> find_role_of(Database& database, UserId user) {
    auto found = database.query("SELECT role FROM user_account WHERE user = ?", user);
    if (!found.step()) {
        return std::nullopt;
    }
    return found.as<Role>(0);
}

}  // namespace

card::KeyVersion find_version_in_use(Database& database) {
    auto found = database.query(
        "SELECT coalesce(max(version), 1) FROM key_ceremony WHERE ceremony = ?", Ceremony::roll);
    found.step();
    return found.as<card::KeyVersion>(0);
}

std::uint32_t count_failed_proofs(Database& database, UserId user, std::chrono::sys_seconds at) {
    auto found = database.query(
        "SELECT count(*) FROM failed_proof f JOIN command USING (command) "
        "WHERE f.user = ? AND at_utc_seconds > ?",
        user, at - std::chrono::seconds{failed_proof_seconds});
    found.step();
    return found.as<std::uint32_t>(0);
}

KeyRows find_key_rows(Database& database, const HoldCeremony& given, const Context& context) {
    KeyRows rows;
    rows.second_role = find_role_of(database, given.second);
    rows.most_failed_proofs = std::max(count_failed_proofs(database, context.user, context.at),
                                       count_failed_proofs(database, given.second, context.at));
    auto ceremonies = database.query(
        "SELECT ceremony, version, fingerprint FROM key_ceremony WHERE kind = ? ORDER BY command",
        given.master.kind);
    while (ceremonies.step()) {
        const auto version = ceremonies.as<card::KeyVersion>(1);
        rows.newest = std::max(rows.newest, version);
        if (version == given.master.version) {
            rows.fingerprint = ceremonies.as<Fingerprint>(2);
            rows.is_retired = rows.is_retired || ceremonies.as<Ceremony>(0) == Ceremony::retire;
        }
    }
    // K_roll of every meter hangs on the roll-over key, whatever version of the master it has.
    if (given.master.kind == MasterKind::master) {
        auto meters = database.query(
            "SELECT count(*) FROM meter LEFT JOIN card_key_version c USING (meter) "
            "WHERE meter.key_version <= ?1 OR c.key_version <= ?1",
            given.master.version);
        meters.step();
        rows.meters = meters.as<std::uint64_t>(0);
    }
    return rows;
}

}  // namespace office
