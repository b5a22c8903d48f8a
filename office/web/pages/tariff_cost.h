// What a tariff comes to for customers who use little and much, beside what they pay now.
#pragma once

#include <string>

#include "office/domain/commands.h"
#include "office/web/pages/page_visit.h"

namespace office {

// A table of a month's costs; what `proposed` would replace stands beside it where there is one.
[[nodiscard]] std::string tariff_cost(const PageVisit& visit, const ProposeTariff& proposed);

// The same terms, as they were proposed.
[[nodiscard]] ProposeTariff terms_of(const TariffView& tariff);

}  // namespace office
