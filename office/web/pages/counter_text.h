// What the counter's pages say, in each language.
#pragma once

#include <string_view>

#include "office/domain/shift_commands.h"
#include "office/web/pages/page_text.h"

namespace office {

struct CounterText {
    std::string_view desk;
    std::string_view choose_desk;
    std::string_view no_desk;
    std::string_view put_card_in;
    std::string_view reading_card;
    std::string_view desk_gone;
    std::string_view read_card;
    std::string_view read_again;
    std::string_view without_card;
    std::string_view find;
    std::string_view customer;
    std::string_view owes;
    std::string_view last_reading;
    std::string_view never_read;
    std::string_view without_report;  // followed by a number
    std::string_view order_waits;
    std::string_view sell;
    std::string_view amount;
    std::string_view in_money;
    std::string_view in_energy;
    std::string_view quote;
    std::string_view energy;
    std::string_view net;
    std::string_view charge;
    std::string_view tax;
    std::string_view arrears;
    std::string_view total;
    std::string_view means;
    std::string_view choose_means;
    std::string_view tendered;
    std::string_view exact_where_empty;
    std::string_view take_money;
    std::string_view other_amount;
    std::string_view not_money;
    std::string_view not_energy;
    std::string_view no_such_meter;
    std::string_view new_quote;
    std::string_view receipt;
    std::string_view change;
    std::string_view order_is_written;
    std::string_view order_not_written;
    std::string_view write_order;
    std::string_view print_pdf;
    std::string_view print_80_mm;
    std::string_view print_58_mm;
    std::string_view next_customer;
    std::string_view next_card;
    std::string_view shift;
    std::string_view open_shift;
    std::string_view change_fund;
    std::string_view close_shift;
    std::string_view counted;
    std::string_view cash_taken;
    std::string_view shift_closed;
    std::string_view difference;
};

[[nodiscard]] const CounterText& counter_text(Language language);
[[nodiscard]] std::string_view means_text(Language language, Means means);

}  // namespace office
