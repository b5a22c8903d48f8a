// The section about the proof of the books: how the last one ended, or how far this one is.
#pragma once

#include <string>

#include "office/web/pages/page_visit.h"

namespace office {

// Asks for itself again while a proof goes on.
[[nodiscard]] std::string books_proof_part(const PageVisit& visit);

}  // namespace office
