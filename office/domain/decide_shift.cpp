// Desks, the shifts at them, and closing business days.
#include <utility>

#include "office/domain/decide.h"
#include "office/domain/text.h"

namespace office {
namespace {

constexpr card::MeterId no_meter{0};

bool is_cash(base::MinorUnits cash) {
    return !cash.is_negative() && cash <= largest_cash;
}

}  // namespace

Decided decide_on(const SetDesk& given, const Context&, const Rows& rows) {
    if (const auto refusal = refused_name(given.desk)) {
        return std::unexpected{*refusal};
    }
    if (given.most_unsigned_cash && (*given.most_unsigned_cash <= base::MinorUnits{} ||
                                     *given.most_unsigned_cash > largest_cash)) {
        return std::unexpected{Refusal::desk_limit_out_of_range};
    }
    DeskRow desk = rows.desk.value_or(DeskRow{});
    desk.desk = given.desk;
    desk.most_unsigned_cash = given.most_unsigned_cash;
    return Decision{Done{}, {DeskSet{given}}, {}, desk};
}

Decided decide_on(const OpenShift& given, const Context& context, const Rows& rows) {
    if (!is_cash(given.change_fund)) {
        return std::unexpected{Refusal::cash_out_of_range};
    }
    if (!rows.desk) {
        return std::unexpected{Refusal::desk_not_set_up};
    }
    if (rows.desk->shift) {
        return std::unexpected{Refusal::shift_already_open};
    }
    DeskRow desk = *rows.desk;
    desk.shift = rows.next.shift;
    desk.shift_opened_by = context.user;
    desk.change_fund = given.change_fund;
    desk.cash_taken = base::MinorUnits{};
    return Decision{NewShift{rows.next.shift}, {ShiftOpened{rows.next.shift, given}}, {}, desk};
}

Decided decide_on(const CloseShift& given, const Context& context, const Rows& rows) {
    if (!is_cash(given.counted)) {
        return std::unexpected{Refusal::cash_out_of_range};
    }
    if (!rows.shift || !rows.desk) {
        return std::unexpected{Refusal::unknown_shift};
    }
    if (rows.shift->closed_by) {
        return std::unexpected{Refusal::shift_already_closed};
    }
    if (rows.role == Role::clerk && rows.shift->opened_by != context.user) {
        return std::unexpected{Refusal::shift_of_another};
    }
    DeskRow desk = *rows.desk;
    const base::MinorUnits taken = desk.cash_taken;
    const base::MinorUnits expected = desk.change_fund + taken;
    const base::MinorUnits difference = given.counted - expected;
    desk.shift.reset();
    desk.shift_opened_by = UserId{};
    desk.change_fund = base::MinorUnits{};
    desk.cash_taken = base::MinorUnits{};
    desk.cash_unsigned += taken;
    return Decision{
        CountedShift{expected, given.counted, difference},
        {ShiftClosed{given, taken, expected}, Posted{no_meter, count_posting(difference)}},
        {},
        desk};
}

Decided decide_on(const SignShift& given, const Context& context, const Rows& rows) {
    if (!rows.shift || !rows.desk) {
        return std::unexpected{Refusal::unknown_shift};
    }
    if (!rows.shift->closed_by) {
        return std::unexpected{Refusal::shift_not_closed};
    }
    if (rows.shift->is_signed) {
        return std::unexpected{Refusal::shift_already_signed};
    }
    if (context.user == rows.shift->opened_by || context.user == *rows.shift->closed_by) {
        return std::unexpected{Refusal::second_person_needed};
    }
    DeskRow desk = *rows.desk;
    desk.cash_unsigned -= rows.shift->cash_taken;
    return Decision{Done{}, {ShiftSigned{given.shift}}, {}, desk};
}

Decided decide_on(const CloseDay& given, const Context& context, const Rows& rows) {
    if (!given.date.ok()) {
        return std::unexpected{Refusal::date_invalid};
    }
    if (given.date > context.business_date) {
        return std::unexpected{Refusal::day_not_begun};
    }
    if (rows.closed_through && given.date <= *rows.closed_through) {
        return std::unexpected{Refusal::day_already_closed};
    }
    if (rows.a_shift_is_open) {
        return std::unexpected{Refusal::shifts_still_open};
    }
    return Decision{Done{}, {DayClosed{given.date, rows.day_sums}}, {}};
}

}  // namespace office
