// Desks: which are connected, what cash lies there, how much may.
#pragma once

#include "office/web/pages/page_visit.h"

namespace office {

[[nodiscard]] HttpResponse show_desks(const PageVisit& visit);
[[nodiscard]] HttpResponse set_desk_on_page(const PageVisit& visit);

}  // namespace office
