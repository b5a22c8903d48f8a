// Whom to inspect, and why: what reports and purchases say of many customers, in one list.
#pragma once

#include "office/web/pages/page_visit.h"

namespace office {

// Whether somebody of `role` goes to customers, or sends others there.
[[nodiscard]] bool may_inspect(Role role);

[[nodiscard]] HttpResponse show_inspections(const PageVisit& visit);

}  // namespace office
