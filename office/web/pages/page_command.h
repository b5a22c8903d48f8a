// A form that is a command.
#pragma once

#include <string>

#include "office/domain/commands.h"
#include "office/web/pages/page_visit.h"

namespace office {

// Posts the command under the id that the form carried and goes on to `to`, or says why not.
[[nodiscard]] HttpResponse post_and_go(const PageVisit& visit, Command command, std::string to);

// A form of one button, which comes back to `visit`'s own page. `more` is HTML before the button.
[[nodiscard]] std::string button(const PageVisit& visit, const std::string& action,
                                 std::string_view words, std::string_view more = {});

// The reasons of adjustments to choose from.
[[nodiscard]] std::string reason_choice(const PageVisit& visit, std::string_view complaint = {});

[[nodiscard]] std::string page_of_customer(card::MeterId meter);

}  // namespace office
