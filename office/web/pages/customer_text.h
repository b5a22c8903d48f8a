// What the customer's page says, in each language.
#pragma once

#include <string_view>

#include "office/web/pages/page_text.h"

namespace office {

struct CustomerText {
    std::string_view use;
    std::string_view use_by_day;
    std::string_view use_by_month;
    std::string_view month;
    std::string_view spread_evenly;
    std::string_view two_reports_needed;
};

[[nodiscard]] const CustomerText& customer_text(Language language);

}  // namespace office
