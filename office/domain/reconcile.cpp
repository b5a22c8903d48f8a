#include "office/domain/reconcile.h"

#include <array>
#include <limits>
#include <utility>

#include "card/event_counters.h"
#include "office/domain/decide.h"
#include "office/domain/orders.h"

namespace office {
namespace {

void compare_with_books(const card::Report& report, const std::optional<OrderView>& order_stated,
                        Findings& findings) {
    if (report.order_sequence == card::Sequence{0}) {
        if (report.ordered_total != base::WattHours{}) {
            findings.add(Finding::ordered_total_differs);
        }
    } else if (!order_stated) {
        findings.add(Finding::order_not_in_books);
    } else if (order_stated->order.ordered_total != report.ordered_total) {
        findings.add(Finding::ordered_total_differs);
    }
}

struct CounterFinding {
    card::EventCounter counter;
    Finding finding;
};

// What has happened where one of these counters is another than before. The others are of what
// honest meters do.
constexpr std::array counter_findings{
    CounterFinding{card::EventCounter::old_card, Finding::old_card_at_meter},
    CounterFinding{card::EventCounter::energy_while_open, Finding::energy_while_open},
    CounterFinding{card::EventCounter::reversed_current, Finding::reversed_current},
    CounterFinding{card::EventCounter::currents_differ, Finding::currents_differ},
    CounterFinding{card::EventCounter::current_without_voltage, Finding::current_without_voltage},
    CounterFinding{card::EventCounter::cover_opened, Finding::cover_opened},
    CounterFinding{card::EventCounter::strong_magnet, Finding::strong_magnet},
    CounterFinding{card::EventCounter::clock_set_back, Finding::clock_set_back},
    CounterFinding{card::EventCounter::wrong_cryptograms, Finding::wrong_cryptograms},
    CounterFinding{card::EventCounter::frequent_starts, Finding::frequent_starts},
};

void compare_events(const card::Report& now, const card::Report& before, Findings& findings) {
    for (const CounterFinding& each : counter_findings) {
        const auto place = std::to_underlying(each.counter);
        if (now.event_counters[place] != before.event_counters[place]) {
            findings.add(each.finding);
        }
    }
}

// Zeros before: a program that stated none.
bool has_changed(const card::Digest8& now, const card::Digest8& before) {
    return before != card::Digest8{} && now != before;
}

void compare_with_last(const CardReport& report, const CardReport& last, Findings& findings) {
    const card::Report& now = report.fields;
    const card::Report& before = last.fields;
    if (now.report_counter < before.report_counter) {
        findings.add(Finding::report_counter_fell);
        return;
    }
    if (now.report_counter == before.report_counter) {
        if (report.bytes != last.bytes) {
            findings.add(Finding::same_counter_other_bytes);
        }
        return;
    }
    if (now.report_counter - before.report_counter == 1 && now.previous_report != last.digest) {
        findings.add(Finding::digest_chain_broken);
    }
    if (now.order_sequence < before.order_sequence) {
        findings.add(Finding::order_sequence_fell);
    }
    if (now.consumed_total < before.consumed_total) {
        findings.add(Finding::consumed_total_fell);
    }
    if (now.overdrawn_total < before.overdrawn_total) {
        findings.add(Finding::overdrawn_total_fell);
    }
    if (has_changed(now.calibration, before.calibration)) {
        findings.add(Finding::calibration_changed);
    }
    if (has_changed(now.code, before.code)) {
        findings.add(Finding::code_changed);
    }
    compare_events(now, before, findings);
}

bool is_newest_card(const RecordReport& given, const MeterRow& meter) {
    return meter.card && meter.card->serial == given.serial &&
           meter.card->generation == given.generation;
}

// Follows the card's own count of meter sessions, which rises before a meter can read anything.
void count_sessions(const RecordReport& given, bool has_newer_report, MeterRow& meter,
                    Findings& findings) {
    if (given.meter_sessions < meter.meter_sessions) {
        findings.add(Finding::sessions_fell);
    }
    if (has_newer_report) {
        meter.readings_without_report = 0;
    } else if (given.meter_sessions > meter.meter_sessions &&
               meter.readings_without_report < std::numeric_limits<std::uint8_t>::max()) {
        ++meter.readings_without_report;
        if (meter.readings_without_report >= readings_until_supervisor) {
            findings.add(Finding::third_without_report);
        }
    }
    meter.meter_sessions = given.meter_sessions;
}

}  // namespace

bool is_newer(const CardReport& report, const std::optional<CardReport>& last) {
    return !last || report.fields.report_counter > last->fields.report_counter;
}

Findings compare(const CardReport& report, const std::optional<CardReport>& last,
                 const std::optional<OrderView>& order_stated) {
    Findings findings;
    compare_with_books(report.fields, order_stated, findings);
    if (last) {
        compare_with_last(report, *last, findings);
    }
    return findings;
}

Decided decide_on(const RecordReport& given, const Context& context, const Rows& rows) {
    if (!rows.meter) {
        return std::unexpected{Refusal::unknown_meter};
    }
    if (!rows.meter->customer) {
        return std::unexpected{Refusal::no_account};
    }
    if (given.report && given.report->fields.meter != given.meter) {
        return std::unexpected{Refusal::report_of_another_meter};
    }
    MeterRow meter = *rows.meter;
    const bool newer = given.report && is_newer(*given.report, rows.last_report);
    Findings findings;
    if (given.report) {
        findings = compare(*given.report, rows.last_report, rows.order);
        if (given.report->fields.card != given.serial ||
            given.report->fields.generation != given.generation) {
            findings.add(Finding::report_of_another_card);
        }
    }
    if (newer) {
        meter.is_open = given.report->fields.account_open;
    }
    if (is_newest_card(given, meter)) {
        count_sessions(given, newer, meter, findings);
    } else {
        findings.add(Finding::card_not_current);
    }

    Reconciliation answer;
    answer.ordered = meter.ordered_total;
    if (const auto& latest = newer ? given.report : rows.last_report) {
        answer.loaded = latest->fields.ordered_total;
        answer.consumed = latest->fields.consumed_total;
        answer.remaining = answer.loaded - answer.consumed;
        answer.overdrawn = latest->fields.overdrawn_total;
    }
    answer.is_newer = newer;
    answer.readings_without_report = meter.readings_without_report;
    answer.findings = findings;
    Decision decision{answer, {ReadingRecorded{given, newer, findings}}, {}};
    // Only a report under the new key shows that the meter has it.
    if (newer && given.report->fields.key_version > meter.key_version) {
        meter.key_version = given.report->fields.key_version;
        decision.changes.emplace_back(MeterRolledOver{given.meter, meter.key_version});
        // It takes no order of the old key any more: what it has not loaded is made again.
        if (meter.card && meter.sequence > given.report->fields.order_sequence) {
            const auto order = make_order(meter, card::OrderKind::replacement, base::WattHours{},
                                          context, rows.office);
            if (!order) {
                return std::unexpected{order.error()};
            }
            decision.changes.emplace_back(OrderMade{*order});
        }
    }
    decision.meter = meter;
    // The meter holds it, so its card did: an answer that was lost at the desk is made up for.
    if (newer && rows.order && rows.order->state != OrderState::issued) {
        decision.changes.emplace_back(OrderIssued{given.meter, rows.order->order.sequence});
    }
    return decision;
}

}  // namespace office
