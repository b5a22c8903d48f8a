// What waits for a second person: adjustments, tariffs, shifts; and orders that wait for their
// card.
#pragma once

#include "office/web/pages/page_visit.h"

namespace office {

HttpResponse show_approvals(const PageVisit& visit);
HttpResponse approve_tariff_on_page(const PageVisit& visit);
HttpResponse sign_shift_on_page(const PageVisit& visit);

}  // namespace office
