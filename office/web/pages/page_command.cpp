#include "office/web/pages/page_command.h"

#include <utility>
#include <vector>

#include "office/web/answers.h"
#include "office/web/names.h"
#include "office/web/pages/adjustment_text.h"
#include "office/web/pages/form_post.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/page_frame.h"

namespace office {

HttpResponse post_and_go(const PageVisit& visit, Command command, std::string to) {
    const auto answer = posted_answer(visit, std::move(command));
    if (!answer) {
        return problem_page(visit, answer.error());
    }
    return redirect(visit, std::move(to));
}

std::string button(const PageVisit& visit, const std::string& action, std::string_view words,
                   std::string_view more) {
    return "<form method=\"post\" action=\"" + action + "\">\n" + form_start_with_id(visit) +
           hidden("back", visit.request.path) + std::string{more} + "<button class=\"secondary\">" +
           std::string{words} + "</button></form>\n";
}

std::string reason_choice(const PageVisit& visit, std::string_view complaint) {
    std::vector<std::pair<std::string, std::string>> reasons;
    for (const AdjustmentReason reason : all_reasons) {
        reasons.emplace_back(reason_name(reason), reason_text(visit.language, reason));
    }
    return selection({.label = adjustment_text(visit.language).reason,
                      .name = "reason",
                      .chosen = visit.given("reason"),
                      .choices = std::move(reasons),
                      .complaint = complaint});
}

std::string page_of_customer(card::MeterId meter) {
    return "/customers/" + to_text(meter);
}

}  // namespace office
