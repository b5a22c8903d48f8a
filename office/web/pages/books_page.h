// The books for those who audit, and what the cards' reports revealed.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "office/web/pages/form_post.h"
#include "office/web/pages/page_visit.h"

namespace office {

HttpResponse show_books(const PageVisit& visit);
// The same again after a file was refused.
HttpResponse books_page(const PageVisit& visit, const Complaints& complaints);
[[nodiscard]] std::string hex_text(const std::array<std::uint8_t, 32>& digest);
// The proof of the books, asked for and followed.
HttpResponse begin_proof(const PageVisit& visit);
HttpResponse show_proof(const PageVisit& visit);
// For an auditor's own tools, as CSV: the legs of the ledger, the entries of the audit chains.
HttpResponse download_journal(const PageVisit& visit);
HttpResponse download_audit(const PageVisit& visit);
HttpResponse show_findings(const PageVisit& visit);

}  // namespace office
