// Who the customer of a meter is and what the card brought back.
#pragma once

#include <expected>
#include <string>

#include "office/web/pages/page_visit.h"
#include "office/web/problem.h"

namespace office {

// Refused where there is no such meter or it serves nobody.
[[nodiscard]] std::expected<std::string, Problem> customer_part(const PageVisit& visit,
                                                                card::MeterId meter);

}  // namespace office
