// What can be done with a customer's account: the section of the customer's page and its forms.
#pragma once

#include <string>

#include "office/domain/views.h"
#include "office/web/pages/page_visit.h"

namespace office {

[[nodiscard]] std::string account_part(const PageVisit& visit, const MeterView& meter);

HttpResponse ask_exchange_on_page(const PageVisit& visit);

}  // namespace office
