// Money back, free issues, the end of an account, and customers who are sold nothing.
#include <optional>
#include <utility>

#include "office/domain/adjustment.h"
#include "office/domain/decide.h"
#include "office/domain/decide_exchange.h"
#include "office/domain/drawer.h"
#include "office/domain/ledger.h"
#include "office/domain/orders.h"
#include "office/domain/pricing.h"
#include "office/domain/text.h"

namespace office {
namespace {

card::OrderKind order_kind(AdjustmentKind kind) {
    switch (kind) {
        case AdjustmentKind::reversal:
        case AdjustmentKind::correction:
            return card::OrderKind::correction;
        case AdjustmentKind::refund:
            return card::OrderKind::refund;
        case AdjustmentKind::free_issue:
            return card::OrderKind::free_issue;
        case AdjustmentKind::closing:
            return card::OrderKind::closing;
        case AdjustmentKind::exchange:
            return card::OrderKind::carry_over;
    }
    std::unreachable();
}

// Why nothing can be taken back from this meter: it has not said that it is open, or what it has
// said leaves less than `energy`.
std::optional<Refusal> refused_taking(const Rows& rows, base::WattHours energy) {
    if (!rows.last_report || (!rows.meter->is_open && !is_closed(rows))) {
        return Refusal::no_report_yet;
    }
    const base::WattHours left =
        rows.meter->ordered_total - rows.last_report->fields.consumed_total;
    return energy > left ? std::optional{Refusal::energy_was_used} : std::nullopt;
}

// What was asked for, or why it cannot be.
std::expected<AdjustmentFigures, Refusal> figures_of(const AskAdjustment& given, const Rows& rows) {
    using Result = std::expected<AdjustmentFigures, Refusal>;
    const auto taking = [&](Result figures) -> Result {
        if (!figures) {
            return figures;
        }
        if (const auto refusal = refused_taking(rows, figures->price.energy)) {
            return std::unexpected{*refusal};
        }
        return figures;
    };
    switch (given.kind) {
        case AdjustmentKind::reversal:
        case AdjustmentKind::exchange:
            return std::unexpected{Refusal::adjustment_kind_out_of_range};
        case AdjustmentKind::correction: {
            if (rows.sold.empty()) {
                return std::unexpected{Refusal::unknown_receipt};
            }
            const base::WattHours left =
                rows.sold.front().price.energy - rows.sold.front().taken_back;
            if (left == base::WattHours{}) {
                return std::unexpected{Refusal::already_taken_back};
            }
            return taking(take_back_newest(rows.sold, left));
        }
        case AdjustmentKind::refund:
            if (const auto refusal = refused_amount(given.energy)) {
                return std::unexpected{*refusal};
            }
            return taking(take_back_newest(rows.sold, given.energy));
        case AdjustmentKind::free_issue:
            if (const auto refusal = refused_amount(given.energy)) {
                return std::unexpected{*refusal};
            }
            return AdjustmentFigures{Price{given.energy, {}, {}, {}, {}}, {}};
        case AdjustmentKind::closing:
            if (!rows.meter->is_open) {
                return std::unexpected{Refusal::no_report_yet};
            }
            return AdjustmentFigures{};
    }
    return std::unexpected{Refusal::adjustment_kind_out_of_range};
}

// The meter gets the order of an adjustment, and the ledger its posting.
std::expected<AdjustmentApproved, Refusal> carry_out(AdjustmentRow row, const Context& context,
                                                     const Rows& rows, MeterRow& meter,
                                                     std::vector<Change>& changes) {
    const Price& price = row.figures.price;
    const base::WattHours energy =
        gives_energy(row.kind) ? price.energy : base::WattHours{} - price.energy;
    const auto kind = is_closed(rows) ? card::OrderKind::closing : order_kind(row.kind);
    const auto order = make_order(meter, kind, energy, context, rows.office);
    if (!order) {
        return std::unexpected{order.error()};
    }
    meter.arrears.owed += price.arrears;
    row.sequence = order->sequence;
    row.generation = order->generation;
    row.meter_sessions = meter.meter_sessions;
    AdjustmentApproved approved{meter.meter, row};
    changes.emplace_back(OrderMade{*order});
    changes.emplace_back(approved);
    changes.emplace_back(Posted{meter.meter, gives_energy(row.kind)
                                                 ? free_issue_posting(price.energy)
                                                 : take_back_posting(price)});
    return approved;
}

// The month of the meter after energy of these sales went back.
void count_back(MeterRow& meter, const AdjustmentRow& row, std::span<const SoldRow> sold) {
    for (const AdjustmentShare& share : row.figures.shares) {
        for (const SoldRow& sale : sold) {
            if (sale.receipt == share.receipt && sale.month == meter.charged_through) {
                meter.bought_in_month -= share.energy;
            }
        }
    }
}

// Whether the sales still have what the adjustment takes back of them.
bool is_still_there(const AdjustmentRow& row, std::span<const SoldRow> sold) {
    for (const AdjustmentShare& share : row.figures.shares) {
        bool is_there = false;
        for (const SoldRow& sale : sold) {
            is_there |= sale.receipt == share.receipt &&
                        sale.taken_back + share.energy <= sale.price.energy &&
                        take_back(sale, share.energy) == share;
        }
        if (!is_there) {
            return false;
        }
    }
    return true;
}

std::optional<Refusal> refused_adjustment(const Rows& rows) {
    if (!rows.meter) {
        return Refusal::unknown_meter;
    }
    if (!rows.adjustment || rows.adjustment->customer != rows.meter->customer) {
        return Refusal::unknown_adjustment;
    }
    return std::nullopt;
}

// A meter said that it holds the correcting order and that nothing of what went back was used, or
// the card proved that it overwrote the sale's order unused.
bool may_be_paid(const AdjustmentRow& row, const Rows& rows) {
    if (row.is_proven) {
        return true;
    }
    if (!rows.last_report) {
        return false;
    }
    const card::Report& report = rows.last_report->fields;
    if (is_closed(rows)) {
        return rows.meter->ordered_total >= report.consumed_total;
    }
    return report.order_sequence >= row.sequence && report.ordered_total >= report.consumed_total;
}

}  // namespace

Decided decide_on(const ReverseSale& given, const Context& context, const Rows& rows) {
    if (const auto refusal = refused_order(rows)) {
        return std::unexpected{*refusal};
    }
    if (!is_reason(given.reason)) {
        return std::unexpected{Refusal::reason_out_of_range};
    }
    if (rows.sold.empty()) {
        return std::unexpected{Refusal::unknown_receipt};
    }
    const SoldRow& sale = rows.sold.front();
    MeterRow meter = *rows.meter;
    if (sale.taken_back > base::WattHours{}) {
        return std::unexpected{Refusal::already_taken_back};
    }
    if (sale.sequence != meter.sequence) {
        return std::unexpected{Refusal::not_the_newest_order};
    }
    const bool was_loaded =
        rows.last_report && rows.last_report->fields.order_sequence >= sale.sequence;
    if (was_loaded || sale.generation != meter.card->generation ||
        sale.meter_sessions != meter.meter_sessions) {
        return std::unexpected{Refusal::order_may_be_loaded};
    }
    const AdjustmentRow row{.adjustment = rows.next.adjustment,
                            .kind = AdjustmentKind::reversal,
                            .customer = *meter.customer,
                            .asked_by = context.user,
                            .figures = undo(sale)};
    std::vector<Change> changes{AdjustmentAsked{given.meter, row, given.reason}};
    const auto approved = carry_out(row, context, rows, meter, changes);
    if (!approved) {
        return std::unexpected{approved.error()};
    }
    meter.charged_through = rows.month_before_sale.month;
    meter.bought_in_month = rows.month_before_sale.bought;
    return Decision{NewAdjustment{row.adjustment, row.figures.price.total()}, changes, meter};
}

Decided decide_on(const AskAdjustment& given, const Context& context, const Rows& rows) {
    if (const auto refusal = refused_order(rows)) {
        return std::unexpected{*refusal};
    }
    if (!is_reason(given.reason)) {
        return std::unexpected{Refusal::reason_out_of_range};
    }
    if (rows.is_closing && given.kind != AdjustmentKind::refund) {
        return std::unexpected{Refusal::account_closing};
    }
    const auto figures = figures_of(given, rows);
    if (!figures) {
        return std::unexpected{figures.error()};
    }
    const AdjustmentRow row{.adjustment = rows.next.adjustment,
                            .kind = given.kind,
                            .customer = *rows.meter->customer,
                            .asked_by = context.user,
                            .figures = *figures};
    return Decision{NewAdjustment{row.adjustment, figures->price.total()},
                    {AdjustmentAsked{given.meter, row, given.reason}},
                    {}};
}

Decided decide_on(const ApproveAdjustment&, const Context& context, const Rows& rows) {
    if (const auto refusal = refused_adjustment(rows)) {
        return std::unexpected{*refusal};
    }
    const AdjustmentRow& row = *rows.adjustment;
    if (row.state != AdjustmentState::asked) {
        return std::unexpected{Refusal::already_decided};
    }
    if (row.asked_by == context.user) {
        return std::unexpected{Refusal::second_person_needed};
    }
    if (const auto refusal = refused_order(rows)) {
        return std::unexpected{*refusal};
    }
    if (row.kind == AdjustmentKind::exchange) {
        return approve_exchange(context, rows);
    }
    if (rows.is_closing && row.kind != AdjustmentKind::refund) {
        return std::unexpected{Refusal::account_closing};
    }
    const base::WattHours back =
        gives_energy(row.kind) ? base::WattHours{} : row.figures.price.energy;
    if (back > base::WattHours{}) {
        if (!is_still_there(row, rows.sold)) {
            return std::unexpected{Refusal::already_taken_back};
        }
        if (const auto refusal = refused_taking(rows, back)) {
            return std::unexpected{*refusal};
        }
    }
    MeterRow meter = *rows.meter;
    std::vector<Change> changes;
    if (const auto approved = carry_out(row, context, rows, meter, changes); !approved) {
        return std::unexpected{approved.error()};
    }
    count_back(meter, row, rows.sold);
    return Decision{Done{}, changes, meter};
}

Decided decide_on(const DeclineAdjustment& given, const Context& context, const Rows& rows) {
    if (const auto refusal = refused_adjustment(rows)) {
        return std::unexpected{*refusal};
    }
    if (rows.adjustment->state != AdjustmentState::asked) {
        return std::unexpected{Refusal::already_decided};
    }
    if (rows.role == Role::clerk && rows.adjustment->asked_by != context.user) {
        return std::unexpected{Refusal::not_permitted};
    }
    return Decision{Done{}, {AdjustmentDeclined{given.meter, given.adjustment}}, {}};
}

Decided decide_on(const PayBack& given, const Context& context, const Rows& rows) {
    if (const auto refusal = refused_adjustment(rows)) {
        return std::unexpected{*refusal};
    }
    if (const auto refusal = refused_text(given.desk)) {
        return std::unexpected{*refusal};
    }
    const AdjustmentRow& row = *rows.adjustment;
    const base::MinorUnits total = row.figures.price.total();
    if (row.state == AdjustmentState::paid) {
        return std::unexpected{Refusal::already_paid};
    }
    if (row.state != AdjustmentState::approved || gives_energy(row.kind) ||
        total == base::MinorUnits{}) {
        return std::unexpected{Refusal::nothing_to_pay};
    }
    if (!may_be_paid(row, rows)) {
        return std::unexpected{Refusal::energy_not_proven_back};
    }
    if (const auto refusal = refused_desk(context, rows)) {
        return std::unexpected{*refusal};
    }
    std::optional<DeskRow> desk;
    if (given.means == Means::cash && rows.desks_are_set_up) {
        desk = rows.desk;
        if (desk->change_fund + desk->cash_taken < total) {
            return std::unexpected{Refusal::not_enough_cash};
        }
        desk->cash_taken -= total;
    }
    const auto shift = rows.desk ? rows.desk->shift : std::nullopt;
    return Decision{PaidBack{total},
                    {AdjustmentPaid{given, total, shift},
                     Posted{given.meter, pay_back_posting(total, given.means)}},
                    {},
                    desk};
}

Decided decide_on(const SetBlocked& given, const Context&, const Rows& rows) {
    if (!rows.meter) {
        return std::unexpected{Refusal::unknown_meter};
    }
    if (!rows.meter->customer) {
        return std::unexpected{Refusal::no_account};
    }
    return Decision{Done{}, {CustomerBlocked{*rows.meter->customer, given}}, {}};
}

}  // namespace office
