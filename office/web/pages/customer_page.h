// One customer's statement with what the cards brought back.
#pragma once

#include "card/identifiers.h"
#include "office/web/pages/form_post.h"
#include "office/web/pages/page_visit.h"

namespace office {

// Of a meter: sales, readings and findings, and energy used by day and month.
[[nodiscard]] HttpResponse show_customer(const PageVisit& visit);

// The same again after one of its forms was refused.
struct CustomerComplaints {
    Complaints card{};        // of the form that gives a card
    Complaints adjustment{};  // of the form that asks for one, or pays it
};
[[nodiscard]] HttpResponse customer_page(const PageVisit& visit, card::MeterId meter,
                                         const CustomerComplaints& complaints);

}  // namespace office
