// The books as files for an auditor's own tools.
#include <utility>

#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/names.h"
#include "office/web/pages/books_page.h"
#include "office/web/pages/books_text.h"
#include "office/web/pages/page_frame.h"
#include "office/web/requests.h"

namespace office {
namespace {

constexpr std::size_t most_lines = 200'000;

HttpResponse csv_file(std::string body, std::string_view name) {
    HttpResponse response{.status = 200,
                          .content_type = "text/csv; charset=utf-8",
                          .body = std::move(body),
                          .headers = {}};
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"" + std::string{name} + ".csv\"");
    return response;
}

std::string leg_line(const LegView& leg) {
    const std::string amount = std::to_string(leg.amount);
    const bool is_money = unit_of(leg.account) == Unit::money;
    return std::to_string(leg.leg) + ',' + std::to_string(leg.posting) + ',' +
           to_text(leg.business_date) + ',' + (leg.meter ? to_text(*leg.meter) : std::string{}) +
           ',' + std::string{account_name(leg.account)} + ',' + (is_money ? amount : "") + ',' +
           (is_money ? "" : amount) + "\r\n";
}

HttpResponse refused(const PageVisit& visit, std::string_view field, std::string_view words) {
    Complaints complaints;
    complaints.add(field, words);
    return books_page(visit, complaints);
}

}  // namespace

HttpResponse download_journal(const PageVisit& visit) {
    if (!may_audit(visit.user.role)) {
        return problem_page(visit, problems::not_permitted());
    }
    const BooksText& text = books_text(visit.language);
    Dates dates;
    for (const auto& [name, date] : {std::pair{"from", &dates.from}, std::pair{"to", &dates.to}}) {
        if (visit.given(name).empty()) {
            continue;
        }
        const auto given = parse_date(visit.given(name));
        if (!given || !given->ok()) {
            return refused(visit, name, text.not_a_date);
        }
        *date = *given;
    }
    std::string csv = "leg,posting,business_date,meter,account,amount_minor,amount_wh\r\n";
    FeedPage page{.after = 0, .limit = largest_page};
    for (std::size_t lines = 0;;) {
        const auto legs = visit.counter.store.legs(dates.from, dates.to, page);
        if (!legs) {
            return problem_page(visit, problem_of(legs.error()));
        }
        for (const LegView& leg : *legs) {
            csv += leg_line(leg);
        }
        lines += legs->size();
        if (legs->size() < page.limit) {
            return csv_file(std::move(csv), "journal");
        }
        if (lines >= most_lines) {
            return refused(visit, "from", text.too_many_legs);
        }
        page.after = legs->back().leg;
    }
}

HttpResponse download_audit(const PageVisit& visit) {
    if (!may_audit(visit.user.role)) {
        return problem_page(visit, problems::not_permitted());
    }
    std::string csv = "entry,chain,position,epoch,at,commands,digest\r\n";
    Page page{.before = std::nullopt, .limit = largest_page};
    for (std::size_t lines = 0; lines < most_lines;) {
        const auto entries = visit.counter.store.audit_entries(page);
        if (!entries) {
            return problem_page(visit, problem_of(entries.error()));
        }
        for (const AuditEntryView& entry : *entries) {
            csv += std::to_string(entry.entry) + ',' + std::to_string(entry.chain) + ',' +
                   std::to_string(entry.position) + ',' + std::to_string(entry.epoch) + ',' +
                   to_text(entry.at) + ',' + std::to_string(entry.commands) + ',' +
                   hex_text(entry.digest) + "\r\n";
        }
        lines += entries->size();
        if (entries->size() < page.limit) {
            break;
        }
        page.before = entries->back().entry;
    }
    return csv_file(std::move(csv), "audit");
}

}  // namespace office
