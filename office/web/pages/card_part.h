// The card of a meter: its first, and the next one for a lost or broken card.
#pragma once

#include <string>

#include "office/domain/views.h"
#include "office/web/pages/form_post.h"
#include "office/web/pages/page_visit.h"

namespace office {

// Which card the meter has, and for those who may, the form that gives it the next.
[[nodiscard]] std::string card_part(const PageVisit& visit, const MeterView& meter,
                                    const Complaints& complaints);

[[nodiscard]] HttpResponse give_card_on_page(const PageVisit& visit);

}  // namespace office
