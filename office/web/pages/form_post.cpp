#include "office/web/pages/form_post.h"

#include "office/web/pages/administration_text.h"
#include "office/web/pages/counter_parts.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/problem_text.h"
#include "office/web/requests.h"

namespace office {

void Complaints::add(std::string_view field, std::string_view words) {
    words_.try_emplace(std::string{field}, words);
}

void Complaints::add(const PageVisit& visit, const Problem& problem, FieldNames names) {
    status_ = problem.status;
    std::string_view field;
    for (const auto& [theirs, ours] : names) {
        if (theirs == problem.field) {
            field = ours;
        }
    }
    add(field, problem_text(visit.language, problem));
}

std::string Complaints::readable(const PageVisit& visit, std::string_view field) {
    if (!is_readable(visit.given(field))) {
        add(field, administration_text(visit.language).not_readable);
    }
    return std::string{visit.given(field)};
}

std::string_view Complaints::beside(std::string_view field) const {
    const auto found = words_.find(field);
    return found == words_.end() ? std::string_view{} : std::string_view{found->second};
}

std::string Complaints::above() const {
    const std::string_view words = beside("");
    return words.empty() ? "" : alert(escaped(words));
}

std::expected<Answer, Problem> posted_answer(const PageVisit& visit, Command command) {
    const auto id = parse_command_id(visit.given("id"));
    if (!id) {
        return std::unexpected{problems::id_missing()};
    }
    const auto outcome =
        visit.counter.books.post({.id = *id, .user = visit.user.user, .command = command});
    if (!outcome) {
        return std::unexpected{problem_of(outcome.error())};
    }
    if (!*outcome) {
        return std::unexpected{problem_of(outcome->error(), command)};
    }
    return (*outcome)->answer;
}

}  // namespace office
