#include "office/web/pages/books_proof_part.h"

#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/pages/books_page.h"
#include "office/web/pages/books_text.h"
#include "office/web/pages/counter_parts.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_frame.h"

namespace office {
namespace {

std::string what_was_found(const PageVisit& visit, const Verification& found) {
    const BooksText& text = books_text(visit.language);
    std::string html =
        found.is_sound()
            ? "<p class=\"good\">" + std::string{text.is_sound} + "</p>\n"
            : "<p class=\"wrong\" role=\"alert\">" + std::string{text.has_faults} + "</p>\n";
    html += details({{text.commands, std::to_string(found.commands)},
                     {text.length, std::to_string(found.entries)},
                     {text.sales, std::to_string(found.sales)},
                     {text.copies, std::to_string(found.copies)}});
    if (!found.faults.empty()) {
        html += "<ul class=\"wrong\">\n";
        for (const FoundFault& fault : found.faults) {
            html += "<li>" + std::string{fault_text(visit.language, fault.fault)} + ": " +
                    escaped(fault.where) + "</li>\n";
        }
        html += "</ul>\n";
    }
    for (const Unproven& part : found.unproven) {
        html += "<p class=\"note\">" + std::string{text.unproven} + ": " + std::string{text.chain} +
                " " + std::to_string(part.chain) + ", " + std::to_string(part.first) + "–" +
                std::to_string(part.last) + "</p>\n";
    }
    return html;
}

std::string progress_of(const PageVisit& visit, const ProofProgress& progress) {
    const std::string done = std::to_string(progress.done);
    const std::string of = std::to_string(progress.of);
    const std::string words = std::string{books_text(visit.language).proving} + " " + done +
                              (progress.of == 0 ? "" : " / " + of);
    return "<p role=\"status\" aria-busy=\"true\">" + words + "</p>\n<progress aria-label=\"" +
           std::string{books_text(visit.language).proof} + "\"" +
           (progress.of == 0 ? ">" : " value=\"" + done + "\" max=\"" + of + "\">") +
           "</progress>\n";
}

}  // namespace

std::string books_proof_part(const PageVisit& visit) {
    const BooksText& text = books_text(visit.language);
    const ProofStanding standing = visit.counter.proof.standing();
    std::string html = "<section id=\"proof\"";
    html += standing.is_running
                ? " hx-get=\"/books/proof\" hx-trigger=\"every 500ms\" hx-swap=\"outerHTML\">\n"
                : ">\n";
    html += "<h2>" + std::string{text.proof} + "</h2>\n<p class=\"note\">" +
            std::string{text.proof_note} + "</p>\n";
    if (standing.is_running) {
        return html + progress_of(visit, standing.progress) + "</section>\n";
    }
    if (!standing.at) {
        html += "<p>" + std::string{text.never_proved} + "</p>\n";
    } else {
        html += "<p role=\"status\">" + to_text(*standing.at) + "</p>\n";
        html += standing.found ? what_was_found(visit, *standing.found) : alert(text.proof_failed);
    }
    return html + "<form method=\"post\" action=\"/books/proof\">\n" + form_start(visit) +
           "<button>" + std::string{text.prove} + "</button></form>\n</section>\n";
}

HttpResponse begin_proof(const PageVisit& visit) {
    if (!may_audit(visit.user.role)) {
        return problem_page(visit, problems::not_permitted());
    }
    visit.counter.proof.begin();
    return redirect(visit, "/books");
}

HttpResponse show_proof(const PageVisit& visit) {
    return may_audit(visit.user.role) ? page_part(books_proof_part(visit))
                                      : problem_page(visit, problems::not_permitted());
}

}  // namespace office
