// What the pages and signs of the display mean, in a customer's words: docs/customer.md and the web
// face say it beside their names.
#pragma once

#include <string_view>

#include "meter/credit/parameters.h"
#include "meter/display/frame.h"

namespace boards {

// One sentence without a stop.
[[nodiscard]] std::string_view meaning_of(meter::Page page, meter::Language language);
[[nodiscard]] std::string_view meaning_of(meter::Sign sign, meter::Language language);

}  // namespace boards
