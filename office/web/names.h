// The words that the API and the pages use for what the domain enumerates: stable, snake_case.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "card/id_record.h"
#include "card/order.h"
#include "office/domain/books_proof.h"
#include "office/domain/commands.h"
#include "office/domain/findings.h"
#include "office/domain/ledger.h"
#include "office/domain/views.h"

namespace office {

[[nodiscard]] std::string_view role_name(Role role);
// Of the roles that a user can have.
[[nodiscard]] std::optional<Role> parse_role(std::string_view name);
[[nodiscard]] std::string_view class_name(CustomerClass customer);
[[nodiscard]] std::optional<CustomerClass> parse_class(std::string_view name);
[[nodiscard]] std::string_view means_name(Means means);
[[nodiscard]] std::optional<Means> parse_means(std::string_view name);
[[nodiscard]] std::string_view adjustment_kind_name(AdjustmentKind kind);
[[nodiscard]] std::string_view reason_name(AdjustmentReason reason);
[[nodiscard]] std::optional<AdjustmentReason> parse_reason(std::string_view name);
[[nodiscard]] std::string_view adjustment_state_name(AdjustmentState state);
[[nodiscard]] std::string_view state_name(OrderState state);
[[nodiscard]] std::string_view card_state_name(CardState state);
[[nodiscard]] std::string_view order_kind_name(card::OrderKind kind);
[[nodiscard]] std::string_view account_name(Account account);
// Of a field card.
[[nodiscard]] std::string_view field_kind_name(card::CardKind kind);
[[nodiscard]] std::optional<card::CardKind> parse_field_kind(std::string_view name);
[[nodiscard]] std::string_view finding_name(Finding finding);
[[nodiscard]] std::string_view fault_name(Fault fault);

inline constexpr std::array all_reasons{
    AdjustmentReason::wrong_amount, AdjustmentReason::wrong_customer, AdjustmentReason::not_wanted,
    AdjustmentReason::moved_out,    AdjustmentReason::meter_failed,   AdjustmentReason::goodwill,
};

inline constexpr std::array all_findings{
    Finding::report_counter_fell,     Finding::same_counter_other_bytes,
    Finding::digest_chain_broken,     Finding::order_not_in_books,
    Finding::ordered_total_differs,   Finding::order_sequence_fell,
    Finding::consumed_total_fell,     Finding::overdrawn_total_fell,
    Finding::sessions_fell,           Finding::third_without_report,
    Finding::report_of_another_card,  Finding::card_not_current,
    Finding::calibration_changed,     Finding::code_changed,
    Finding::old_card_at_meter,       Finding::energy_while_open,
    Finding::reversed_current,        Finding::currents_differ,
    Finding::current_without_voltage, Finding::cover_opened,
    Finding::strong_magnet,           Finding::clock_set_back,
    Finding::wrong_cryptograms,       Finding::frequent_starts,
    Finding::altered_on_field_card,   Finding::event_differs,
    Finding::history_altered,         Finding::history_contradicts,
    Finding::report_of_left_key,      Finding::used_after_settlement,
    Finding::card_locked_out,
};

}  // namespace office
