#include "office/web/names.h"

#include <algorithm>
#include <utility>

namespace office {

std::string_view role_name(Role role) {
    switch (role) {
        case Role::office:
            return "office";
        case Role::clerk:
            return "clerk";
        case Role::supervisor:
            return "supervisor";
        case Role::administrator:
            return "administrator";
        case Role::auditor:
            return "auditor";
        case Role::inspector:
            return "inspector";
    }
    std::unreachable();
}

std::optional<Role> parse_role(std::string_view name) {
    constexpr std::array roles{Role::clerk, Role::supervisor, Role::administrator, Role::auditor,
                               Role::inspector};
    const auto* const found =
        std::ranges::find(roles, name, [](Role role) { return role_name(role); });
    if (found == roles.end()) {
        return std::nullopt;
    }
    return *found;
}

std::string_view class_name(CustomerClass customer) {
    switch (customer) {
        case CustomerClass::any:
            return "any";
        case CustomerClass::household:
            return "household";
        case CustomerClass::business:
            return "business";
        case CustomerClass::industry:
            return "industry";
        case CustomerClass::public_service:
            return "public_service";
    }
    std::unreachable();
}

std::optional<CustomerClass> parse_class(std::string_view name) {
    using enum CustomerClass;
    for (const CustomerClass customer : {any, household, business, industry, public_service}) {
        if (class_name(customer) == name) {
            return customer;
        }
    }
    return std::nullopt;
}

std::string_view means_name(Means means) {
    switch (means) {
        case Means::cash:
            return "cash";
        case Means::bank_card:
            return "bank_card";
        case Means::mobile_money:
            return "mobile_money";
        case Means::bank_transfer:
            return "bank_transfer";
    }
    std::unreachable();
}

std::optional<Means> parse_means(std::string_view name) {
    using enum Means;
    for (const Means means : {cash, bank_card, mobile_money, bank_transfer}) {
        if (means_name(means) == name) {
            return means;
        }
    }
    return std::nullopt;
}

std::string_view adjustment_kind_name(AdjustmentKind kind) {
    switch (kind) {
        case AdjustmentKind::reversal:
            return "reversal";
        case AdjustmentKind::correction:
            return "correction";
        case AdjustmentKind::refund:
            return "refund";
        case AdjustmentKind::free_issue:
            return "free_issue";
        case AdjustmentKind::closing:
            return "closing";
        case AdjustmentKind::exchange:
            return "exchange";
    }
    std::unreachable();
}

std::string_view reason_name(AdjustmentReason reason) {
    switch (reason) {
        case AdjustmentReason::wrong_amount:
            return "wrong_amount";
        case AdjustmentReason::wrong_customer:
            return "wrong_customer";
        case AdjustmentReason::not_wanted:
            return "not_wanted";
        case AdjustmentReason::moved_out:
            return "moved_out";
        case AdjustmentReason::meter_failed:
            return "meter_failed";
        case AdjustmentReason::goodwill:
            return "goodwill";
    }
    std::unreachable();
}

std::optional<AdjustmentReason> parse_reason(std::string_view name) {
    for (const AdjustmentReason reason : all_reasons) {
        if (reason_name(reason) == name) {
            return reason;
        }
    }
    return std::nullopt;
}

std::string_view adjustment_state_name(AdjustmentState state) {
    switch (state) {
        case AdjustmentState::asked:
            return "asked";
        case AdjustmentState::declined:
            return "declined";
        case AdjustmentState::approved:
            return "approved";
        case AdjustmentState::paid:
            return "paid";
    }
    std::unreachable();
}

std::string_view state_name(OrderState state) {
    switch (state) {
        case OrderState::pending:
            return "pending";
        case OrderState::issued:
            return "issued";
        case OrderState::superseded:
            return "superseded";
    }
    std::unreachable();
}

std::string_view order_kind_name(card::OrderKind kind) {
    switch (kind) {
        case card::OrderKind::opening:
            return "opening";
        case card::OrderKind::purchase:
            return "purchase";
        case card::OrderKind::replacement:
            return "replacement";
        case card::OrderKind::correction:
            return "correction";
        case card::OrderKind::refund:
            return "refund";
        case card::OrderKind::free_issue:
            return "free_issue";
        case card::OrderKind::carry_over:
            return "carry_over";
        case card::OrderKind::closing:
            return "closing";
    }
    std::unreachable();
}

std::string_view card_state_name(CardState state) {
    switch (state) {
        case CardState::pending:
            return "pending";
        case CardState::confirmed:
            return "confirmed";
        case CardState::withdrawn:
            return "withdrawn";
    }
    std::unreachable();
}

std::string_view account_name(Account account) {
    switch (account) {
        case Account::cash:
            return "cash";
        case Account::energy_revenue:
            return "energy_revenue";
        case Account::tax_payable:
            return "tax_payable";
        case Account::energy_supplied:
            return "energy_supplied";
        case Account::meter_energy:
            return "meter_energy";
        case Account::arrears:
            return "arrears";
        case Account::arrears_taken_on:
            return "arrears_taken_on";
        case Account::monthly_charges:
            return "monthly_charges";
        case Account::bank_cards:
            return "bank_cards";
        case Account::mobile_money:
            return "mobile_money";
        case Account::bank_transfers:
            return "bank_transfers";
        case Account::cash_differences:
            return "cash_differences";
        case Account::owed_back:
            return "owed_back";
        case Account::energy_given:
            return "energy_given";
        case Account::energy_carried:
            return "energy_carried";
    }
    std::unreachable();
}

namespace {

constexpr std::array<std::pair<card::CardKind, std::string_view>, 3> field_kinds{{
    {card::CardKind::inspection, "inspection"},
    {card::CardKind::parameter, "parameter"},
    {card::CardKind::maintenance, "maintenance"},
}};

}  // namespace

std::string_view field_kind_name(card::CardKind kind) {
    const auto* const found =
        std::ranges::find(field_kinds, kind, &std::pair<card::CardKind, std::string_view>::first);
    return found == field_kinds.end() ? std::string_view{} : found->second;
}

std::optional<card::CardKind> parse_field_kind(std::string_view name) {
    const auto* const found =
        std::ranges::find(field_kinds, name, &std::pair<card::CardKind, std::string_view>::second);
    return found == field_kinds.end() ? std::nullopt : std::optional{found->first};
}

std::string_view finding_name(Finding finding) {
    switch (finding) {
        case Finding::report_counter_fell:
            return "report_counter_fell";
        case Finding::same_counter_other_bytes:
            return "same_counter_other_bytes";
        case Finding::digest_chain_broken:
            return "digest_chain_broken";
        case Finding::order_not_in_books:
            return "order_not_in_books";
        case Finding::ordered_total_differs:
            return "ordered_total_differs";
        case Finding::order_sequence_fell:
            return "order_sequence_fell";
        case Finding::consumed_total_fell:
            return "consumed_total_fell";
        case Finding::overdrawn_total_fell:
            return "overdrawn_total_fell";
        case Finding::sessions_fell:
            return "sessions_fell";
        case Finding::third_without_report:
            return "third_without_report";
        case Finding::report_of_another_card:
            return "report_of_another_card";
        case Finding::card_not_current:
            return "card_not_current";
        case Finding::calibration_changed:
            return "calibration_changed";
        case Finding::code_changed:
            return "code_changed";
        case Finding::old_card_at_meter:
            return "old_card_at_meter";
        case Finding::energy_while_open:
            return "energy_while_open";
        case Finding::reversed_current:
            return "reversed_current";
        case Finding::currents_differ:
            return "currents_differ";
        case Finding::current_without_voltage:
            return "current_without_voltage";
        case Finding::cover_opened:
            return "cover_opened";
        case Finding::strong_magnet:
            return "strong_magnet";
        case Finding::clock_set_back:
            return "clock_set_back";
        case Finding::wrong_cryptograms:
            return "wrong_cryptograms";
        case Finding::frequent_starts:
            return "frequent_starts";
        case Finding::altered_on_field_card:
            return "altered_on_field_card";
        case Finding::event_differs:
            return "event_differs";
        case Finding::history_altered:
            return "history_altered";
        case Finding::history_contradicts:
            return "history_contradicts";
        case Finding::report_of_left_key:
            return "report_of_left_key";
        case Finding::used_after_settlement:
            return "used_after_settlement";
        case Finding::card_locked_out:
            return "card_locked_out";
    }
    std::unreachable();
}

std::string_view fault_name(Fault fault) {
    switch (fault) {
        case Fault::file_damaged:
            return "file_damaged";
        case Fault::rows_altered:
            return "rows_altered";
        case Fault::row_without_command:
            return "row_without_command";
        case Fault::entry_altered:
            return "entry_altered";
        case Fault::entry_missing:
            return "entry_missing";
        case Fault::chain_end_differs:
            return "chain_end_differs";
        case Fault::copy_not_genuine:
            return "copy_not_genuine";
        case Fault::copy_not_in_books:
            return "copy_not_in_books";
        case Fault::posting_unbalanced:
            return "posting_unbalanced";
        case Fault::order_without_sale:
            return "order_without_sale";
        case Fault::sale_without_order:
            return "sale_without_order";
        case Fault::sale_not_posted:
            return "sale_not_posted";
        case Fault::posting_without_sale:
            return "posting_without_sale";
        case Fault::order_total_wrong:
            return "order_total_wrong";
        case Fault::meter_total_differs:
            return "meter_total_differs";
        case Fault::meter_row_differs:
            return "meter_row_differs";
        case Fault::arrears_not_posted:
            return "arrears_not_posted";
        case Fault::desk_receipt_missing:
            return "desk_receipt_missing";
        case Fault::desk_row_differs:
            return "desk_row_differs";
        case Fault::shift_cash_differs:
            return "shift_cash_differs";
        case Fault::day_total_differs:
            return "day_total_differs";
        case Fault::posted_on_closed_day:
            return "posted_on_closed_day";
        case Fault::statistics_differ:
            return "statistics_differ";
        case Fault::adjustment_not_posted:
            return "adjustment_not_posted";
        case Fault::adjustment_by_one_person:
            return "adjustment_by_one_person";
        case Fault::exchange_wrong:
            return "exchange_wrong";
        case Fault::adjustment_share_wrong:
            return "adjustment_share_wrong";
    }
    std::unreachable();
}

}  // namespace office
