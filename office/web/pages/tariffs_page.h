// Tariffs: those there are, and a form that proposes the next one and shows what it would cost.
#pragma once

#include "office/web/pages/page_visit.h"

namespace office {

[[nodiscard]] HttpResponse show_tariffs(const PageVisit& visit);
// The costs alone, while the form is filled in.
[[nodiscard]] HttpResponse preview_tariff(const PageVisit& visit);
[[nodiscard]] HttpResponse propose_tariff_on_page(const PageVisit& visit);

}  // namespace office
