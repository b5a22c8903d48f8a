// A meter's books after its report 5, and readings of its card. For tests.
#pragma once

#include <gtest/gtest.h>

#include <utility>

#include "office/domain/decide.h"
#include "office/domain/reconcile.h"

namespace office::testing {

using base::WattHours;

inline constexpr card::MeterId meter_id{42};
inline constexpr card::CardSerial serial{0xABCD};

inline CardReport report(std::uint32_t counter) {
    CardReport made;
    made.fields.account_open = true;
    made.fields.meter = meter_id;
    made.fields.card = serial;
    made.fields.meter_sessions = counter;
    made.fields.report_counter = counter;
    made.fields.order_sequence = card::Sequence{1};
    made.fields.ordered_total = WattHours{30'000};
    made.fields.consumed_total = WattHours{1000};
    made.fields.overdrawn_total = WattHours{10};
    made.digest = {static_cast<std::uint8_t>(counter)};
    made.bytes = card::encode(made.fields);
    return made;
}

inline OrderView order_of_30_kwh() {
    OrderView view;
    view.order.ordered_total = WattHours{30'000};
    view.state = OrderState::issued;
    return view;
}

// The books after report 5.
inline Rows rows() {
    Rows made;
    made.role = Role::clerk;
    MeterRow meter;
    meter.meter = meter_id;
    meter.key_version = card::KeyVersion{1};
    meter.customer = card::CustomerNumber{1};
    meter.card = MeterCard{serial, card::Generation{1}, CardState::confirmed};
    meter.sequence = card::Sequence{1};
    meter.ordered_total = WattHours{30'000};
    meter.meter_sessions = 5;
    made.meter = meter;
    made.order = order_of_30_kwh();
    made.last_report = report(5);
    made.last_of_card = report(5);
    return made;
}

inline RecordReport reading(std::optional<CardReport> brought, std::uint32_t sessions) {
    return {meter_id, serial, card::Generation{1}, sessions, 1, std::move(brought)};
}

inline Decision decided(const RecordReport& given, const Rows& books) {
    const auto decision = decide({{}, given}, books);
    EXPECT_TRUE(decision);
    return *decision;
}

inline Reconciliation reconciled(const Decision& decision) {
    return std::get<Reconciliation>(decision.answer);
}

inline Reconciliation reconciled(const RecordReport& given, const Rows& books) {
    return std::get<Reconciliation>(decided(given, books).answer);
}

inline Findings only(Finding finding) {
    Findings findings;
    findings.add(finding);
    return findings;
}

inline CardReport following_report() {
    CardReport next = report(6);
    next.fields.previous_report = report(5).digest;
    return next;
}

}  // namespace office::testing
