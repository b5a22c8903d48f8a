// Statistics for people: each as a table with its plot, and as a file.
#pragma once

#include <string>

#include "office/web/pages/page_visit.h"

namespace office {

[[nodiscard]] HttpResponse show_statistics(const PageVisit& visit);
// The same table as CSV.
[[nodiscard]] HttpResponse download_statistics(const PageVisit& visit);

}  // namespace office
