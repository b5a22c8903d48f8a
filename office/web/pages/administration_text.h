// What the pages of people, tariffs, accounts and desks say, in each language.
#pragma once

#include <string_view>

#include "office/domain/commands.h"
#include "office/web/pages/page_text.h"

namespace office {

struct AdministrationText {
    std::string_view people;
    std::string_view role;
    std::string_view add_person;
    std::string_view new_password;
    std::string_view password_rule;
    std::string_view role_rule;
    std::string_view tokens;
    std::string_view tokens_note;
    std::string_view label;
    std::string_view make_token;
    std::string_view token_made;  // before the token itself
    std::string_view token_shown_before;
    std::string_view tariffs;
    std::string_view propose;
    std::string_view propose_note;
    std::string_view tax_percent;
    std::string_view step_from;   // followed by the step's number
    std::string_view step_price;  // likewise
    std::string_view monthly_charge;
    std::string_view customer_class;
    std::string_view not_a_tax;
    std::string_view not_a_date;
    std::string_view step_without_price;
    std::string_view waits;
    std::string_view in_force;
    std::string_view what_it_costs;
    std::string_view what_it_costs_note;
    std::string_view energy_a_month;
    std::string_view costs_now;
    std::string_view would_cost;
    std::string_view difference;
    std::string_view show_costs;
    std::string_view new_account;
    std::string_view new_account_note;
    std::string_view tariff;
    std::string_view open_account;
    std::string_view not_a_meter;
    std::string_view not_readable;
    std::string_view no_tariff_approved;
    std::string_view register_meter;
    std::string_view meter_is_registered;
    std::string_view give_card;
    std::string_view give_card_note;
    std::string_view replace_card_note;
    std::string_view card_is_given;
    std::string_view desks;
    std::string_view connected;
    std::string_view yes;
    std::string_view no;
    std::string_view limit;
    std::string_view no_limit;
    std::string_view unsigned_cash;
    std::string_view open_shift_of;
    std::string_view set_desk;
    std::string_view set_desk_note;
    std::string_view desk_rule;
};

[[nodiscard]] const AdministrationText& administration_text(Language language);
[[nodiscard]] std::string_view role_text(Language language, Role role);
[[nodiscard]] std::string_view class_text(Language language, CustomerClass customer);

}  // namespace office
