// What answers each route of the API; docs/formats/http.md says what each takes and gives.
#pragma once

#include "office/web/call.h"

namespace office {

// people.cpp
HttpResponse add_user(Counter& counter, const Call& call);
HttpResponse list_users(Counter& counter, const Call& call);
HttpResponse add_token(Counter& counter, const Call& call);

// supply.cpp: tariffs, meters, customers
HttpResponse propose_tariff(Counter& counter, const Call& call);
HttpResponse approve_tariff(Counter& counter, const Call& call);
HttpResponse list_tariffs(Counter& counter, const Call& call);
HttpResponse register_meter(Counter& counter, const Call& call);
HttpResponse list_meters(Counter& counter, const Call& call);
HttpResponse show_meter(Counter& counter, const Call& call);
HttpResponse open_account(Counter& counter, const Call& call);
HttpResponse list_customers(Counter& counter, const Call& call);
HttpResponse add_arrears(Counter& counter, const Call& call);

// sales.cpp: sales, cards and what they bring back
HttpResponse issue_card(Counter& counter, const Call& call);
HttpResponse sell(Counter& counter, const Call& call);
HttpResponse show_quote(Counter& counter, const Call& call);
HttpResponse write_order(Counter& counter, const Call& call);
HttpResponse read_card(Counter& counter, const Call& call);
HttpResponse list_desks(Counter& counter, const Call& call);
HttpResponse list_sales(Counter& counter, const Call& call);
HttpResponse list_reports(Counter& counter, const Call& call);
HttpResponse hand_out_receipt(Counter& counter, const Call& call);

// adjustments.cpp: money back, free issues, closings, blocked customers
HttpResponse list_adjustments(Counter& counter, const Call& call);
HttpResponse ask_correction(Counter& counter, const Call& call);
HttpResponse ask_refund(Counter& counter, const Call& call);
HttpResponse ask_free_issue(Counter& counter, const Call& call);
HttpResponse ask_closing(Counter& counter, const Call& call);
HttpResponse ask_exchange(Counter& counter, const Call& call);
HttpResponse reverse_sale(Counter& counter, const Call& call);
HttpResponse approve_adjustment(Counter& counter, const Call& call);
HttpResponse decline_adjustment(Counter& counter, const Call& call);
HttpResponse pay_back(Counter& counter, const Call& call);
HttpResponse set_blocked(Counter& counter, const Call& call);

// field_cards.cpp
HttpResponse issue_field_card(Counter& counter, const Call& call);
HttpResponse read_field_card(Counter& counter, const Call& call);
HttpResponse lose_field_card(Counter& counter, const Call& call);
HttpResponse list_field_cards(Counter& counter, const Call& call);
HttpResponse show_field_card(Counter& counter, const Call& call);
HttpResponse list_events(Counter& counter, const Call& call);

// history.cpp
HttpResponse list_day_ends(Counter& counter, const Call& call);
HttpResponse list_month_ends(Counter& counter, const Call& call);

// shifts.cpp: desks, shifts, takings, business days
HttpResponse set_desk(Counter& counter, const Call& call);
HttpResponse show_desk(Counter& counter, const Call& call);
HttpResponse open_shift(Counter& counter, const Call& call);
HttpResponse close_shift(Counter& counter, const Call& call);
HttpResponse sign_shift(Counter& counter, const Call& call);
HttpResponse list_shifts(Counter& counter, const Call& call);
HttpResponse list_takings(Counter& counter, const Call& call);
HttpResponse close_day(Counter& counter, const Call& call);
HttpResponse list_days(Counter& counter, const Call& call);

// statistics.cpp: for those who may see statistics
HttpResponse show_statistic(Counter& counter, const Call& call);

// network.cpp: imports of premises and feeder readings
HttpResponse import_links(Counter& counter, const Call& call);
HttpResponse import_feeder_readings(Counter& counter, const Call& call);

// feeds.cpp: what has happened, oldest first
HttpResponse list_changes(Counter& counter, const Call& call);
HttpResponse list_journal(Counter& counter, const Call& call);

// auditing.cpp: for those who may audit
HttpResponse show_ledger(Counter& counter, const Call& call);
HttpResponse list_audit(Counter& counter, const Call& call);

}  // namespace office
