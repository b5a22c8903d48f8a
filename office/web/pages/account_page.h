// Opening an account: a customer, a meter, a tariff. Registering a meter. Giving a card to a meter.
#pragma once

#include <string>

#include "office/domain/views.h"
#include "office/web/pages/page_visit.h"

namespace office {

[[nodiscard]] HttpResponse show_new_account(const PageVisit& visit);
[[nodiscard]] HttpResponse open_account_on_page(const PageVisit& visit);
[[nodiscard]] HttpResponse register_meter_on_page(const PageVisit& visit);

}  // namespace office
