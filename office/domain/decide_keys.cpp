// Master keys: who holds a ceremony over which key, and what is kept about their use.
#include "office/domain/decide.h"

namespace office {
namespace {

// What each ceremony asks of the key itself; the people were checked.
std::optional<Refusal> refused_create(const HoldCeremony& given, const Rows& rows) {
    const bool is_second_audit_key =
        given.master.kind == MasterKind::audit && rows.key.newest != card::KeyVersion{0};
    return given.master.version > rows.key.newest && !is_second_audit_key
               ? std::nullopt
               : std::optional{Refusal::key_version_out_of_order};
}

std::optional<Refusal> refused_known(const HoldCeremony& given, const Rows& rows) {
    if (!rows.key.fingerprint) {
        return Refusal::unknown_master;
    }
    if (rows.key.is_retired) {
        return Refusal::key_retired;
    }
    if (*rows.key.fingerprint != given.fingerprint) {
        return Refusal::fingerprint_differs;
    }
    return std::nullopt;
}

// A key of elsewhere, or one that older books never named, may come in; another key under a known
// version may not.
std::optional<Refusal> refused_import(const HoldCeremony& given, const Rows& rows) {
    return rows.key.fingerprint ? refused_known(given, rows) : std::nullopt;
}

std::optional<Refusal> refused_roll(const HoldCeremony& given, const Rows& rows) {
    if (given.master.kind != MasterKind::master) {
        return Refusal::unknown_master;
    }
    if (given.master.version <= rows.version_in_use) {
        return Refusal::version_not_higher;
    }
    return refused_known(given, rows);
}

std::optional<Refusal> refused_retire(const HoldCeremony& given, const Rows& rows) {
    if (rows.key.is_retired) {
        return Refusal::key_retired;
    }
    const bool is_left_behind =
        given.master.kind == MasterKind::master && given.master.version < rows.version_in_use;
    if (!is_left_behind || rows.key.meters > 0) {
        return Refusal::key_in_use;
    }
    return std::nullopt;
}

std::optional<Refusal> refused_by_ceremony(const HoldCeremony& given, const Rows& rows) {
    switch (given.ceremony) {
        case Ceremony::create:
            return refused_create(given, rows);
        case Ceremony::import:
            return refused_import(given, rows);
        case Ceremony::reshare:
            return refused_known(given, rows);
        case Ceremony::roll:
            return refused_roll(given, rows);
        case Ceremony::retire:
            return refused_retire(given, rows);
        case Ceremony::put_away:
            return given.master.kind == MasterKind::roll_over
                       ? refused_known(given, rows)
                       : std::optional{Refusal::not_the_roll_over_key};
    }
    std::unreachable();
}

}  // namespace

Decided decide_on(const HoldCeremony& given, const Context& context, const Rows& rows) {
    if (given.second == context.user) {
        return std::unexpected{Refusal::second_person_needed};
    }
    if (rows.key.second_role != Role::administrator) {
        return std::unexpected{Refusal::not_permitted};
    }
    if (rows.key.most_failed_proofs >= failed_proofs_until_locked) {
        return std::unexpected{Refusal::ceremony_locked};
    }
    if (!is_valid(given.master)) {
        return std::unexpected{Refusal::key_version_out_of_range};
    }
    const bool makes_shares =
        given.ceremony == Ceremony::create || given.ceremony == Ceremony::reshare;
    if (makes_shares != given.shares.has_value() || (given.shares && !is_valid(*given.shares))) {
        return std::unexpected{Refusal::shares_out_of_range};
    }
    if (const auto refusal = refused_by_ceremony(given, rows)) {
        return std::unexpected{*refusal};
    }
    return Decision{Done{}, {CeremonyHeld{given}}, {}};
}

Decided decide_on(const ConfirmCardKeys& given, const Context&, const Rows& rows) {
    if (!rows.meter) {
        return std::unexpected{Refusal::unknown_meter};
    }
    if (!rows.meter->card || rows.meter->card->serial != given.serial) {
        return std::unexpected{Refusal::unknown_card};
    }
    return Decision{Done{}, {CardRolledOver{given}}, {}};
}

Decided decide_on(const RecordFailedProof& given, const Context&, const Rows&) {
    return Decision{Done{}, {ProofFailed{given.user}}, {}};
}

Decided decide_on(const RecordKeyUses& given, const Context&, const Rows&) {
    return Decision{Done{}, {KeysUsed{given.uses}}, {}};
}

}  // namespace office
