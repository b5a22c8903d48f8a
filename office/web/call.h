// One request of the API on its way: who asks, what for, and what it is answered from.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/ensure.h"
#include "office/domain/books.h"
#include "office/domain/books_proof.h"
#include "office/domain/card_work.h"
#include "office/domain/office_health.h"
#include "office/domain/store.h"
#include "office/web/desk_registry.h"
#include "office/web/http_message.h"
#include "office/web/problem.h"

namespace office {

// What requests are answered from. All of it outlives the requests.
struct Counter {
    Store& store;
    Books& books;
    CardWork& card_work;
    DeskRegistry& desks;
    BooksProof& proof;
    OfficeHealth& health;
};

// A request of a user who is signed in.
struct Call {
    const HttpRequest& request;
    std::vector<std::string> arguments;  // of the path
    UserView user;
    CommandId id;  // of a POST
};

using Handler = HttpResponse (*)(Counter&, const Call&);

[[nodiscard]] inline HttpResponse json_response(int status, std::string body) {
    return {.status = status,
            .content_type = "application/json",
            .body = std::move(body),
            .headers = {}};
}

[[nodiscard]] Problem problem_of(DeskProblem problem);

// Also names the field of the command to blame where the refusal alone does not.
[[nodiscard]] Problem problem_of(Refusal refusal, const Command& command);

// The command's answer, which is a T, or what kept it from being accepted.
template <typename T>
struct Answered {
    T answer;
    bool is_repeat = false;
};
template <typename T>
[[nodiscard]] std::expected<Answered<T>, HttpResponse> post(Counter& counter, const Call& call,
                                                            const Command& command) {
    const auto outcome =
        counter.books.post(Request{.id = call.id, .user = call.user.user, .command = command});
    if (!outcome) {
        return std::unexpected{to_response(problem_of(outcome.error()))};
    }
    if (!*outcome) {
        return std::unexpected{to_response(problem_of(outcome->error(), command))};
    }
    const T* const answer = std::get_if<T>(&(*outcome)->answer);
    base::ensure(answer != nullptr);  // each command has one kind of answer
    return Answered<T>{*answer, (*outcome)->is_repeat};
}

// The answer that this id got before, where it was accepted from this user.
template <typename T>
[[nodiscard]] std::expected<std::optional<T>, HttpResponse> answer_before(Counter& counter,
                                                                          const Call& call,
                                                                          LedgerGroup group) {
    const auto before = counter.store.answer_to(group, call.id, call.user.user);
    if (!before) {
        return std::unexpected{to_response(problem_of(before.error()))};
    }
    if (!*before) {
        return std::nullopt;
    }
    const T* const answer = std::get_if<T>(&**before);
    if (answer == nullptr) {
        return std::unexpected{to_response(problem_of(Refusal::id_already_used))};
    }
    return *answer;
}

// A page of a list: ?before=N&limit=N. Refused with the response where they are no numbers.
[[nodiscard]] std::expected<Page, HttpResponse> page_of(const HttpRequest& request);

// ?meter=N, where it is given.
[[nodiscard]] std::expected<std::optional<card::MeterId>, HttpResponse> meter_of(
    const HttpRequest& request);

// ?from= and ?to=, business dates, both included; where one is left out, all of time on that side.
struct Dates {
    std::chrono::year_month_day from{std::chrono::year{1970}, std::chrono::January,
                                     std::chrono::day{1}};
    std::chrono::year_month_day to{std::chrono::year{9999}, std::chrono::December,
                                   std::chrono::day{31}};
};
[[nodiscard]] std::expected<Dates, HttpResponse> dates_of(const HttpRequest& request);

// Answers a query: `to_body(*found)`, or that the books cannot be read.
template <typename T, typename ToBody>
[[nodiscard]] HttpResponse answer_query(const Store::Found<T>& found, ToBody to_body) {
    if (!found) {
        return to_response(problem_of(found.error()));
    }
    return json_response(200, to_body(*found));
}

}  // namespace office
