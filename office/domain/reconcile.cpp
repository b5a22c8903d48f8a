#include "office/domain/reconcile.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>
#include <vector>

#include "card/event_counters.h"
#include "office/domain/decide.h"
#include "office/domain/event_chain.h"
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

// No register of a meter ever falls from `before` to `now`.
void compare_registers(const card::Report& before, const card::Report& now, Findings& findings) {
    if (now.order_sequence < before.order_sequence) {
        findings.add(Finding::order_sequence_fell);
    }
    if (now.consumed_total < before.consumed_total) {
        findings.add(Finding::consumed_total_fell);
    }
    if (now.overdrawn_total < before.overdrawn_total) {
        findings.add(Finding::overdrawn_total_fell);
    }
}

// What the meter tells of what happened to it since `before`.
void compare_states(const card::Report& before, const card::Report& now, Findings& findings) {
    if (has_changed(now.calibration, before.calibration)) {
        findings.add(Finding::calibration_changed);
    }
    if (has_changed(now.code, before.code)) {
        findings.add(Finding::code_changed);
    }
    compare_events(now, before, findings);
}

bool have_one_counter_and_other_bytes(const CardReport& a, const CardReport& b) {
    return a.fields.report_counter == b.fields.report_counter && a.bytes != b.bytes;
}

void compare_with_known(const CardReport& report, const KnownReports& known, Findings& findings) {
    const std::uint32_t counter = report.fields.report_counter;
    const CardReport& last = *known.last;
    if (known.last_of_card && counter < known.last_of_card->fields.report_counter) {
        findings.add(Finding::report_counter_fell);
        return;
    }
    if (have_one_counter_and_other_bytes(report, last) ||
        (known.last_of_card && have_one_counter_and_other_bytes(report, *known.last_of_card))) {
        findings.add(Finding::same_counter_other_bytes);
        return;
    }
    if (counter < last.fields.report_counter) {
        compare_registers(report.fields, last.fields, findings);
        return;
    }
    if (counter - last.fields.report_counter == 1 && report.fields.previous_report != last.digest) {
        findings.add(Finding::digest_chain_broken);
    }
    compare_registers(last.fields, report.fields, findings);
    compare_states(last.fields, report.fields, findings);
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

bool is_of_left_key(const CardReport& report, const MeterRow& meter) {
    return report.fields.key_version < meter.key_version;
}

// The newest report that the same card brought, which a forged one is not.
std::optional<CardReport> believed_of_card(const Rows& rows) {
    const bool is_forged = rows.last_of_card && is_of_left_key(*rows.last_of_card, *rows.meter) &&
                           is_newer(*rows.last_of_card, rows.last_report);
    return is_forged ? std::nullopt : rows.last_of_card;
}

// Whether the report is one above `last`, and not under a key that the meter has left: that may be
// an old one that comes late, and is never one to believe.
bool is_news(const std::optional<CardReport>& report, const std::optional<CardReport>& last,
             const MeterRow& meter) {
    return report && is_newer(*report, last) && !is_of_left_key(*report, meter);
}

Findings findings_of(const RecordReport& given, const Rows& rows) {
    if (!given.report) {
        return {};
    }
    if (is_of_left_key(*given.report, *rows.meter) && is_newer(*given.report, rows.last_report)) {
        Findings findings;
        findings.add(Finding::report_of_left_key);
        return findings;
    }
    Findings findings =
        compare(*given.report, {rows.last_report, believed_of_card(rows)}, rows.order);
    if (!rows.meter->customer && given.report->fields.consumed_total > rows.meter->ordered_total) {
        findings.add(Finding::used_after_settlement);
    }
    if (given.report->fields.card != given.serial ||
        given.report->fields.generation != given.generation) {
        findings.add(Finding::report_of_another_card);
    }
    return findings;
}

// What follows from a reading for the books of `meter`, which it may have changed already.
Decided reconcile(const RecordReport& given, MeterRow meter, Findings findings,
                  const Context& context, const Rows& rows) {
    const bool newer = is_news(given.report, rows.last_report, meter);
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
    if (newer) {
        meter.is_open = given.report->fields.account_open;
    }
    Decision decision{answer, {ReadingRecorded{given, newer, findings}}, {}};
    // Only a report under the new key shows that the meter has it.
    if (newer && given.report->fields.key_version > meter.key_version) {
        meter.key_version = given.report->fields.key_version;
        decision.changes.emplace_back(MeterRolledOver{given.meter, meter.key_version});
        // It takes no order of the old key any more: what it has not loaded is made again.
        if (meter.customer && meter.card && meter.sequence > given.report->fields.order_sequence) {
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

// The meter may work with the key of `version` already, or take it with the next order, which lies
// beside it: either way it can check orders made under it. The newest one is made again so.
std::optional<Refusal> make_order_under(card::KeyVersion version, const Context& context,
                                        const Rows& rows, Decision& decision) {
    MeterRow& meter = *decision.meter;
    meter.order_key_version = version;
    const bool is_loaded =
        rows.last_report && rows.last_report->fields.order_sequence == meter.sequence;
    if (!meter.customer || meter.sequence == card::Sequence{0} || is_loaded) {
        return std::nullopt;
    }
    const auto order =
        make_order(meter, card::OrderKind::replacement, base::WattHours{}, context, rows.office);
    if (!order) {
        return order.error();
    }
    decision.changes.emplace_back(OrderMade{*order});
    return std::nullopt;
}

// What both carriers of reports ask of the books first.
std::optional<Refusal> refused_report(card::MeterId meter, const std::optional<CardReport>& report,
                                      const Rows& rows) {
    if (!rows.meter) {
        return Refusal::unknown_meter;
    }
    if (report && report->fields.meter != meter) {
        return Refusal::report_of_another_meter;
    }
    return std::nullopt;
}

// The same event, whichever report it came with.
bool is_same_event(card::EventRecord a, const card::EventRecord& b) {
    a.report_counter = b.report_counter;
    a.key_version = b.key_version;
    return a == b;
}

// Those of `events` that the books lack; where they hold another of its number, a finding.
std::vector<card::EventRecord> new_events(const std::vector<card::EventRecord>& events,
                                          const Rows& rows, Findings& findings) {
    std::vector<card::EventRecord> lacking;
    for (const card::EventRecord& event : events) {
        const auto known = std::ranges::find(rows.events, event.number, &card::EventRecord::number);
        if (known == rows.events.end()) {
            lacking.push_back(event);
        } else if (!is_same_event(event, *known)) {
            findings.add(Finding::event_differs);
        }
    }
    return lacking;
}

// What the history behind the report adds to a decision about it.
void keep_history(Decision& decision, card::MeterId meter, std::vector<MeterEnd> ends,
                  std::vector<card::EventRecord> events) {
    if (!ends.empty()) {
        decision.changes.emplace_back(EndsRecorded{meter, std::move(ends)});
    }
    if (!events.empty()) {
        decision.changes.emplace_back(EventsRecorded{std::move(events)});
    }
}

}  // namespace

bool is_newer(const CardReport& report, const std::optional<CardReport>& last) {
    return !last || report.fields.report_counter > last->fields.report_counter;
}

Findings compare(const CardReport& report, const KnownReports& known,
                 const std::optional<OrderView>& order_stated) {
    Findings findings;
    compare_with_books(report.fields, order_stated, findings);
    if (known.last) {
        compare_with_known(report, known, findings);
    }
    return findings;
}

Decided decide_on(const RecordReport& given, const Context& context, const Rows& rows) {
    if (const auto refusal = refused_report(given.meter, given.report, rows)) {
        return std::unexpected{*refusal};
    }
    if (!rows.meter->customer && !rows.meter->card) {
        return std::unexpected{Refusal::no_account};
    }
    MeterRow meter = *rows.meter;
    Findings findings = findings_of(given, rows);
    bool may_have_next_keys = false;
    if (is_newest_card(given, meter)) {
        const bool newer = is_news(given.report, believed_of_card(rows), meter);
        may_have_next_keys = !newer && given.meter_sessions > meter.meter_sessions &&
                             given.next_keys > meter.key_version &&
                             given.next_keys != meter.order_key_version;
        count_sessions(given, newer, meter, findings);
        if (given.is_locked_out) {
            findings.add(Finding::card_locked_out);
        }
    } else {
        findings.add(Finding::card_not_current);
    }
    if (given.is_altered) {
        findings.add(Finding::history_altered);
    }
    if (is_news(given.report, rows.last_report, meter) &&
        contradicts(
            log_by_customers_card(given.events, given.report->fields.report_counter, rows))) {
        findings.add(Finding::history_contradicts);
    }
    auto ends = new_ends(given, rows.ends, findings);
    auto events = new_events(given.events, rows, findings);
    auto decision = reconcile(given, std::move(meter), findings, context, rows);
    if (decision && !findings.has(Finding::report_of_left_key)) {
        keep_history(*decision, given.meter, std::move(ends), std::move(events));
    }
    if (decision && may_have_next_keys) {
        if (const auto refusal = make_order_under(given.next_keys, context, rows, *decision)) {
            return std::unexpected{*refusal};
        }
    }
    return decision;
}

Decided decide_on(const RecordFieldReport& given, const Context& context, const Rows& rows) {
    if (const auto refusal = refused_report(given.meter, given.report, rows)) {
        return std::unexpected{*refusal};
    }
    const RecordReport reading{.meter = given.meter,
                               .serial = given.serial,
                               .generation = given.round,
                               .meter_sessions = 0,
                               .office_sessions = 0,
                               .report = given.report};
    Findings findings = findings_of(reading, rows);
    if (given.is_altered) {
        findings.add(Finding::altered_on_field_card);
    }
    if (is_news(given.report, rows.last_report, *rows.meter) &&
        contradicts(log_by_field_card(given.events, given.report->fields, rows))) {
        findings.add(Finding::history_contradicts);
    }
    auto events = new_events(given.events, rows, findings);
    auto decision = reconcile(reading, *rows.meter, findings, context, rows);
    if (decision && !findings.has(Finding::report_of_left_key)) {
        keep_history(*decision, given.meter, {}, std::move(events));
    }
    return decision;
}

}  // namespace office
