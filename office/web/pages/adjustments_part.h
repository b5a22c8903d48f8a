// A customer's adjustments: what there is, and forms to ask for more.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "office/domain/views.h"
#include "office/web/pages/form_post.h"
#include "office/web/pages/page_visit.h"
#include "office/web/problem.h"

namespace office {

// Adjustments as a table, with the buttons that this person may press on each.
[[nodiscard]] std::string adjustments_table(const PageVisit& visit,
                                            const std::vector<AdjustmentView>& adjustments);

// The section of a customer's page.
[[nodiscard]] std::expected<std::string, Problem> adjustments_part(
    const PageVisit& visit, card::MeterId meter, const std::vector<SaleView>& sales,
    const Complaints& complaints);

HttpResponse ask_on_page(const PageVisit& visit);
HttpResponse block_on_page(const PageVisit& visit);
HttpResponse approve_on_page(const PageVisit& visit);
HttpResponse decline_on_page(const PageVisit& visit);
HttpResponse pay_on_page(const PageVisit& visit);
HttpResponse reverse_at_counter(const PageVisit& visit);

}  // namespace office
