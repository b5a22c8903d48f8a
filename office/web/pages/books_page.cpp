#include "office/web/pages/books_page.h"

#include <array>
#include <utility>

#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/pages/books_proof_part.h"
#include "office/web/pages/books_text.h"
#include "office/web/pages/counter_parts.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_frame.h"
#include "office/web/pages/page_tables.h"

namespace office {
namespace {

constexpr std::uint32_t entries_shown = 50;

std::string ledger_section(const PageVisit& visit, const LedgerPage& ledger) {
    const BooksText& text = books_text(visit.language);
    const std::string currency = visit.counter.store.settings().currency;
    std::string rows;
    for (const LedgerSum& sum : ledger.sums) {
        const bool is_money = unit_of(sum.account) == Unit::money;
        rows += table_row({{Cell::text, std::string{account_text(visit.language, sum.account)}},
                           {Cell::number, is_money ? money_text(sum.amount, currency)
                                                   : kilowatt_hours_text(sum.amount) + " kWh"}});
    }
    const std::string note = std::string{text.postings} + ": " + std::to_string(ledger.postings);
    return table_section(visit.text(), text.ledger, note,
                         table_head({{Cell::text, std::string{text.account}},
                                     {Cell::number, std::string{text.amount}}}),
                         rows);
}

std::string chains_section(const PageVisit& visit, const std::vector<AuditHead>& heads) {
    const BooksText& text = books_text(visit.language);
    std::string rows;
    for (const AuditHead& head : heads) {
        rows += table_row({{Cell::number, std::to_string(head.chain)},
                           {Cell::number, std::to_string(head.length)},
                           {Cell::text, hex_text(head.digest)}});
    }
    return table_section(visit.text(), text.chains, text.chains_note,
                         table_head({{Cell::number, std::string{text.chain}},
                                     {Cell::number, std::string{text.length}},
                                     {Cell::text, std::string{text.digest}}}),
                         rows);
}

std::string entries_section(const PageVisit& visit, const std::vector<AuditEntryView>& entries) {
    const BooksText& text = books_text(visit.language);
    std::string rows;
    for (const AuditEntryView& entry : entries) {
        rows += table_row({{Cell::text, to_text(entry.at)},
                           {Cell::number, std::to_string(entry.chain)},
                           {Cell::number, std::to_string(entry.position)},
                           {Cell::number, std::to_string(entry.commands)},
                           {Cell::text, hex_text(entry.digest)}});
    }
    return table_section(visit.text(), text.entries, {},
                         table_head({{Cell::text, std::string{visit.text().time}},
                                     {Cell::number, std::string{text.chain}},
                                     {Cell::number, std::string{text.position}},
                                     {Cell::number, std::string{text.commands}},
                                     {Cell::text, std::string{text.digest}}}),
                         rows);
}

std::string exports_section(const PageVisit& visit, const Complaints& complaints) {
    const BooksText& text = books_text(visit.language);
    const auto date = [&](std::string_view label, std::string_view name) {
        return field({.label = label,
                      .name = name,
                      .value = visit.given(name),
                      .attributes = "type=\"date\"",
                      .complaint = complaints.beside(name)});
    };
    return "<section>\n<h2>" + std::string{text.exports} + "</h2>\n<p class=\"note\">" +
           std::string{text.exports_note} +
           "</p>\n<form class=\"line question\" action=\"/books/journal\">\n" +
           date(text.from, "from") + date(text.to, "to") + "<button class=\"secondary\">" +
           std::string{text.journal} + "</button></form>\n<p><a href=\"/books/audit\" download>" +
           std::string{text.audit_file} + "</a></p>\n</section>\n";
}

// What an auditor must know before anything else.
std::string warnings(const PageVisit& visit) {
    return visit.counter.health.look().are_copies_old()
               ? alert(books_text(visit.language).copies_are_old)
               : std::string{};
}

}  // namespace

std::string hex_text(const std::array<std::uint8_t, 32>& digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::size_t byte : digest) {
        text += digits[byte / 16];
        text += digits[byte % 16];
    }
    return text;
}

HttpResponse show_books(const PageVisit& visit) {
    return may_audit(visit.user.role) ? books_page(visit, {})
                                      : problem_page(visit, problems::not_permitted());
}

HttpResponse books_page(const PageVisit& visit, const Complaints& complaints) {
    const Store& store = visit.counter.store;
    const Dates always;
    const auto ledger = store.ledger(always.from, always.to);
    const auto heads = store.audit_heads();
    const auto entries = store.audit_entries({.before = std::nullopt, .limit = entries_shown});
    if (!ledger || !heads || !entries) {
        return problem_page(visit, transport_problem(503));
    }
    return page_document(complaints.empty() ? 200 : complaints.status(), visit,
                         warnings(visit) + books_proof_part(visit) +
                             exports_section(visit, complaints) + ledger_section(visit, *ledger) +
                             chains_section(visit, *heads) + entries_section(visit, *entries));
}

HttpResponse show_findings(const PageVisit& visit) {
    auto readings =
        visit.counter.store.readings(std::nullopt, {.before = std::nullopt, .limit = largest_page});
    if (!readings) {
        return problem_page(visit, problem_of(readings.error()));
    }
    std::erase_if(*readings, [](const ReadingView& reading) { return reading.findings.empty(); });
    return page_document(200, visit,
                         "<p class=\"note\">" +
                             std::string{books_text(visit.language).findings_note} + "</p>\n" +
                             readings_section(visit.language, *readings));
}

}  // namespace office
