// A form on its way into the books: what is wrong with it stands beside its fields.
#pragma once

#include <expected>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "office/web/pages/page_visit.h"
#include "office/web/problem.h"

namespace office {

// A sentence for each field that is wrong, and one for what no field is to blame for.
class Complaints {
 public:
    // The first sentence about a field stands.
    void add(std::string_view field, std::string_view words);
    // Says it beside the form's field that `names` gives for the problem's, else above the form.
    using FieldNames = std::initializer_list<std::pair<std::string_view, std::string_view>>;
    void add(const PageVisit& visit, const Problem& problem, FieldNames names);

    // What the form says in a field, with a complaint where nobody can read it.
    std::string readable(const PageVisit& visit, std::string_view field);

    // 422 but for a problem that stated another.
    [[nodiscard]] int status() const { return status_; }
    [[nodiscard]] bool empty() const { return words_.empty(); }
    // Empty where nothing is wrong with the field.
    [[nodiscard]] std::string_view beside(std::string_view field) const;
    // HTML, to stand before the form.
    [[nodiscard]] std::string above() const;

 private:
    int status_ = 422;
    std::map<std::string, std::string, std::less<>> words_;  // "": of no field
};

// Posts `command` under the id that the form carries.
[[nodiscard]] std::expected<Answer, Problem> posted_answer(const PageVisit& visit, Command command);

// The same for a command whose answer is a T.
template <typename T>
[[nodiscard]] std::expected<T, Problem> posted(const PageVisit& visit, Command command) {
    const auto answer = posted_answer(visit, std::move(command));
    if (!answer) {
        return std::unexpected{answer.error()};
    }
    return std::get<T>(*answer);
}

}  // namespace office
