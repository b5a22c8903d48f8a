#include "office/web/pages/desk_choice.h"

#include "office/web/pages/counter_text.h"
#include "office/web/pages/forms.h"

namespace office {

std::string desk_choice(const PageVisit& visit, std::string_view complaint) {
    const auto desks = visit.counter.desks.connected();
    if (desks.empty()) {
        return field(
            {.label = visit.text().desk,
             .name = "desk",
             .value = visit.given("desk"),
             .attributes = "required",
             .complaint = complaint.empty() ? counter_text(visit.language).no_desk : complaint});
    }
    Selection choice{.label = visit.text().desk,
                     .name = "desk",
                     .chosen = visit.given("desk"),
                     .choices = {},
                     .complaint = complaint};
    for (const std::string& desk : desks) {
        choice.choices.emplace_back(desk, desk);
    }
    return selection(choice);
}

}  // namespace office
