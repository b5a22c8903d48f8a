// Who works here, with which role; an administrator's own API tokens.
#pragma once

#include "office/web/pages/page_visit.h"

namespace office {

[[nodiscard]] HttpResponse show_people(const PageVisit& visit);
[[nodiscard]] HttpResponse add_person_on_page(const PageVisit& visit);
[[nodiscard]] HttpResponse make_token_on_page(const PageVisit& visit);

}  // namespace office
