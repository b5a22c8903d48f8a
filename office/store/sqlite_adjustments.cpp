// What a store answers about adjustments and blocked customers.
#include "office/store/book_rows.h"
#include "office/store/question.h"
#include "office/store/sqlite_store.h"

namespace office {
namespace {

AdjustmentView adjustment_view(const Query& found) {
    AdjustmentView view{
        .adjustment = found.as<AdjustmentId>(0),
        .meter = found.as<card::MeterId>(1),
        .customer = found.as<card::CustomerNumber>(2),
        .kind = found.as<AdjustmentKind>(3),
        .reason = found.as<AdjustmentReason>(4),
        .state = AdjustmentState::asked,
        .price = {.energy = found.quantity<base::WattHours>(5),
                  .net = found.quantity<base::MinorUnits>(6),
                  .charge = found.quantity<base::MinorUnits>(7),
                  .tax = found.quantity<base::MinorUnits>(8),
                  .arrears = found.quantity<base::MinorUnits>(9)},
        .at = found.time(10),
        .asked_by = found.as<UserId>(11),
        .decided_by = std::nullopt,
        .sequence = {},
        .is_proven = !found.is_null(15),
        .paid_by = found.maybe<UserId>(16),
    };
    if (!found.is_null(17)) {
        view.exchange = Exchange{found.as<card::MeterId>(17), found.quantity<base::WattHours>(18),
                                 found.integer(19) != 0};
    }
    if (!found.is_null(12)) {
        view.state = AdjustmentState::declined;
        view.decided_by = found.as<UserId>(12);
    } else if (!found.is_null(13)) {
        view.state = view.paid_by ? AdjustmentState::paid : AdjustmentState::approved;
        view.decided_by = found.as<UserId>(13);
        view.sequence = found.as<card::Sequence>(14);
    }
    return view;
}

}  // namespace

Store::Found<std::vector<AdjustmentView>> SqliteStore::adjustments(
    std::optional<card::MeterId> meter, AdjustmentList list, Page page) const {
    return ask(*readers_, [&](Database& database) {
        return all(
            database.query(
                "SELECT a.adjustment, a.meter, a.customer, kind, reason, energy_watt_hours, "
                "net_minor_units, charge_minor_units, tax_minor_units, arrears_minor_units, "
                "at_utc_seconds, asked_by, f.user, p.user, p.sequence, r.adjustment, y.user, "
                "x.new_meter, x.used_since_watt_hours, x.is_dead "
                "FROM adjustment a JOIN command ON command.command = a.command "
                "LEFT JOIN adjustment_refusal f USING (adjustment) "
                "LEFT JOIN adjustment_approval p USING (adjustment) "
                "LEFT JOIN adjustment_proof r USING (adjustment) "
                "LEFT JOIN adjustment_payment y USING (adjustment) "
                "LEFT JOIN meter_exchange x USING (adjustment) "
                "WHERE a.adjustment < ? AND (? IS NULL OR a.meter = ?) "
                "AND (? = 0 OR (f.user IS NULL AND p.user IS NULL)) "
                "ORDER BY a.adjustment DESC LIMIT ?",
                end_of(page), meter, meter, list == AdjustmentList::asked, limit_of(page)),
            adjustment_view);
    });
}

Store::Found<bool> SqliteStore::is_blocked(card::MeterId meter) const {
    return ask(*readers_, [&](Database& database) {
        const auto row = find_meter(database, meter);
        return row && row->customer && is_customer_blocked(database, *row->customer);
    });
}

}  // namespace office
