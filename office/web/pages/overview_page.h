// The newest customers, sales and readings of the whole office.
#pragma once

#include "office/web/pages/page_visit.h"

namespace office {

[[nodiscard]] HttpResponse show_overview(const PageVisit& visit);

}  // namespace office
