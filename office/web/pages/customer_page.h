// One customer's statement with what the cards brought back.
#pragma once

#include "office/web/pages/page_visit.h"

namespace office {

// Of a meter: sales, readings and findings, and energy used by day and month.
[[nodiscard]] HttpResponse show_customer(const PageVisit& visit);

}  // namespace office
