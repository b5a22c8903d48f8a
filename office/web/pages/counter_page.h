// The counter: a card on the reader brings up its customer and a price; the amount and two presses
// of Enter sell. One step is one page, so that going back, reloading and sending twice are safe.
#pragma once

#include "office/web/pages/page_visit.h"

namespace office {

// counter_page.cpp: the desk, its card, a customer without one
[[nodiscard]] HttpResponse show_counter(const PageVisit& visit);
[[nodiscard]] HttpResponse look_for_card(const PageVisit& visit);
[[nodiscard]] HttpResponse read_card_at_counter(const PageVisit& visit);
[[nodiscard]] HttpResponse find_meter(const PageVisit& visit);

// sale_page.cpp: the customer, the amount, the price, the money
[[nodiscard]] HttpResponse show_sale(const PageVisit& visit);
[[nodiscard]] HttpResponse quote_while_typing(const PageVisit& visit);
[[nodiscard]] HttpResponse sell_at_counter(const PageVisit& visit);

// receipt_page.cpp: what was sold, and whether its order is on the card
[[nodiscard]] HttpResponse show_receipt(const PageVisit& visit);
[[nodiscard]] HttpResponse write_at_counter(const PageVisit& visit);
[[nodiscard]] HttpResponse print_at_counter(const PageVisit& visit);

// counter_shift.cpp
[[nodiscard]] HttpResponse open_shift_at_counter(const PageVisit& visit);
[[nodiscard]] HttpResponse close_shift_at_counter(const PageVisit& visit);

}  // namespace office
