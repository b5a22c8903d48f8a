// The rounds of field cards: issued at a desk, read back at a desk, reported lost.
#pragma once

#include "office/web/pages/page_visit.h"

namespace office {

[[nodiscard]] HttpResponse show_rounds(const PageVisit& visit);
[[nodiscard]] HttpResponse show_round(const PageVisit& visit);
[[nodiscard]] HttpResponse show_new_round(const PageVisit& visit);
[[nodiscard]] HttpResponse issue_round(const PageVisit& visit);
[[nodiscard]] HttpResponse read_round(const PageVisit& visit);
[[nodiscard]] HttpResponse lose_round(const PageVisit& visit);

}  // namespace office
