#include "office/web/call.h"

#include <utility>

#include "office/web/requests.h"

namespace office {
namespace {

constexpr auto is_too_long = [](const std::string& text) { return text.size() > longest_text; };

// The field of each command that is refused for a text, a date or a sum of cash.
struct FieldToBlame {
    Refusal refusal;

    std::string operator()(const AddUser&) const { return text("name"); }
    std::string operator()(const AddApiToken&) const { return text("label"); }
    std::string operator()(const ProposeTariff&) const { return text("name"); }
    std::string operator()(const OpenAccount& account) const {
        if (is_too_long(account.name)) {
            return text("name");
        }
        return text(is_too_long(account.address) ? "address" : "phone");
    }
    std::string operator()(const OpenShift&) const { return cash("change_fund_minor"); }
    std::string operator()(const CloseShift&) const { return cash("counted_minor"); }
    std::string operator()(const CloseDay&) const {
        return refusal == Refusal::date_invalid ? "date" : "";
    }
    std::string operator()(const auto&) const { return {}; }

 private:
    [[nodiscard]] std::string text(const char* field) const {
        return refusal == Refusal::text_too_long ? field : "";
    }
    [[nodiscard]] std::string cash(const char* field) const {
        return refusal == Refusal::cash_out_of_range ? field : "";
    }
};

}  // namespace

Problem problem_of(Refusal refusal, const Command& command) {
    Problem problem = problem_of(refusal);
    if (auto field = std::visit(FieldToBlame{refusal}, command); !field.empty()) {
        problem.field = std::move(field);
    }
    return problem;
}

Problem problem_of(DeskProblem problem) {
    return problem == DeskProblem::busy ? problems::desk_busy() : problems::desk_not_connected();
}

std::expected<Page, HttpResponse> page_of(const HttpRequest& request) {
    Page page;
    const auto refused = [](std::string_view field, std::string_view must_be) {
        return std::unexpected{to_response(problem_of(
            FieldError{FieldProblem::out_of_range, std::string{field}, std::string{must_be}}))};
    };
    if (const auto before = request.parameter("before")) {
        page.before = parse_number(*before);
        if (!page.before) {
            return refused("before", "this is the `next` of the page before");
        }
    }
    if (const auto limit = request.parameter("limit")) {
        const auto number = parse_number(*limit);
        if (!number || *number < 1 || *number > largest_page) {
            return refused("limit", "this number must be 1 to 1000");
        }
        page.limit = static_cast<std::uint32_t>(*number);
    }
    return page;
}

std::expected<std::optional<card::MeterId>, HttpResponse> meter_of(const HttpRequest& request) {
    const auto text = request.parameter("meter");
    if (!text) {
        return std::nullopt;
    }
    const auto meter = parse_meter_id(*text);
    if (!meter) {
        return std::unexpected{to_response(problem_of(
            FieldError{FieldProblem::out_of_range, "meter", "a meter has 1 to 12 digits"}))};
    }
    return meter;
}

std::expected<Dates, HttpResponse> dates_of(const HttpRequest& request) {
    Dates dates;
    for (const auto& [name, date] : {std::pair{"from", &dates.from}, std::pair{"to", &dates.to}}) {
        const auto text = request.parameter(name);
        if (!text) {
            continue;
        }
        const auto given = parse_date(*text);
        if (!given || !given->ok()) {
            return std::unexpected{to_response(problem_of(
                FieldError{FieldProblem::out_of_range, name, "a date like 2026-11-22"}))};
        }
        *date = *given;
    }
    return dates;
}

}  // namespace office
