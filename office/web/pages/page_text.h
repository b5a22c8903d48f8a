// What the page says, in each of its languages.
#pragma once

#include <cstdint>
#include <string_view>

#include "office/domain/findings.h"
#include "office/domain/views.h"

namespace office {

enum class Language : std::uint8_t { english, chinese };

struct PageText {
    std::string_view code;  // of the lang attribute
    std::string_view other_code;
    std::string_view other_language;
    std::string_view sign_in;
    std::string_view sign_out;
    std::string_view name;
    std::string_view password;
    std::string_view wrong_sign_in;
    std::string_view too_many_tries;
    std::string_view form_from_elsewhere;
    std::string_view counter;
    std::string_view overview;
    std::string_view customers;
    std::string_view sales;
    std::string_view brought_back;
    std::string_view brought_back_note;
    std::string_view nothing_yet;
    std::string_view customer;
    std::string_view address;
    std::string_view phone;
    std::string_view meter;
    std::string_view card;
    std::string_view receipt;
    std::string_view date;
    std::string_view time;
    std::string_view desk;
    std::string_view energy;
    std::string_view total;
    std::string_view order;
    std::string_view ordered;
    std::string_view consumed;
    std::string_view remaining;
    std::string_view overdrawn;
    std::string_view supply;
    std::string_view supply_closed;
    std::string_view supply_open;
    std::string_view findings;
    std::string_view no_report;
};

[[nodiscard]] const PageText& page_text(Language language);
[[nodiscard]] std::string_view order_state_text(Language language, OrderState state);
[[nodiscard]] std::string_view finding_text(Language language, Finding finding);

}  // namespace office
