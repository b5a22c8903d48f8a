// Users, their tokens, and tariffs, which need two of them.
#include <algorithm>
#include <optional>
#include <string_view>

#include "office/domain/decide.h"
#include "office/domain/text.h"

namespace office {

Decided decide_on(const AddUser& given, const Context&, const Rows& rows) {
    if (const auto refusal = refused_name(given.name)) {
        return std::unexpected{*refusal};
    }
    if (given.role == Role::office) {
        return std::unexpected{Refusal::role_not_grantable};
    }
    if (rows.name_is_taken) {
        return std::unexpected{Refusal::name_taken};
    }
    return Decision{NewUser{rows.next.user}, {UserAdded{rows.next.user, given}}, {}};
}

Decided decide_on(const AddApiToken& given, const Context& context, const Rows& rows) {
    // Who held another's token could be the second person for a tariff of their own.
    if (rows.role != Role::office && given.owner != context.user) {
        return std::unexpected{Refusal::not_permitted};
    }
    if (const auto refusal = refused_name(given.label)) {
        return std::unexpected{*refusal};
    }
    if (!rows.owner_exists) {
        return std::unexpected{Refusal::unknown_user};
    }
    return Decision{NewToken{rows.next.token}, {TokenAdded{rows.next.token, given}}, {}};
}

Decided decide_on(const ProposeTariff& given, const Context&, const Rows& rows) {
    if (const auto refusal = refused_name(given.name)) {
        return std::unexpected{*refusal};
    }
    if (const auto refusal = refused_tariff(given)) {
        return std::unexpected{*refusal};
    }
    return Decision{NewTariff{rows.next.tariff}, {TariffProposed{rows.next.tariff, given}}, {}};
}

Decided decide_on(const ApproveTariff& given, const Context& context, const Rows& rows) {
    if (!rows.tariff) {
        return std::unexpected{Refusal::unknown_tariff};
    }
    if (rows.tariff->is_approved) {
        return std::unexpected{Refusal::already_approved};
    }
    if (rows.tariff->proposed_by == context.user) {
        return std::unexpected{Refusal::second_person_needed};
    }
    return Decision{Done{}, {TariffApproved{given.tariff}}, {}};
}

}  // namespace office
