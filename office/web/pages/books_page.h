// The books for those who audit, and what the cards' reports revealed.
#pragma once

#include "office/web/pages/page_visit.h"

namespace office {

HttpResponse show_books(const PageVisit& visit);
HttpResponse show_findings(const PageVisit& visit);

}  // namespace office
