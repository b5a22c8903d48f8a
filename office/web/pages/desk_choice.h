// Which desk works on a card, or takes money: the connected ones.
#pragma once

#include <string>
#include <string_view>

#include "office/web/pages/page_visit.h"

namespace office {

// A labelled choice named "desk"; without a connected desk a field that says so.
[[nodiscard]] std::string desk_choice(const PageVisit& visit, std::string_view complaint = {});

}  // namespace office
