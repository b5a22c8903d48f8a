// Everything that a meter must still know after a power cut. A change is made in a copy, committed
// as one record, and only then taken over.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/quantity.h"
#include "card/crypto/key128.h"
#include "card/identifiers.h"
#include "card/report.h"
#include "meter/credit/credit_account.h"
#include "meter/credit/metering_watch.h"
#include "meter/credit/parameters.h"
#include "meter/credit/power_limit.h"
#include "meter/credit/reason.h"
#include "meter/events/event_log.h"
#include "meter/keying.h"
#include "meter/metrology/demand_register.h"
#include "meter/metrology/power_integrator.h"
#include "meter/protection/protection_state.h"
#include "meter/self_test/fault.h"
#include "meter/tamper/tamper_record.h"

namespace meter {

// The card that this meter serves. Generation 0: none was ever bound.
struct Binding {
    card::CardSerial serial{};
    card::Generation generation{};
    card::CustomerNumber customer{};
    std::uint32_t meter_sessions = 0;  // of this card, as last seen

    bool operator==(const Binding&) const = default;
};

// The chain of reports, by what the next one must state.
struct ReportChain {
    std::uint32_t counter = 0;  // of the newest report; 0 where there was none
    card::Digest8 last_digest{};

    bool operator==(const ReportChain&) const = default;
};

struct State {
    using Time = std::chrono::sys_time<std::chrono::milliseconds>;

    // The small members stand together, without gaps: a meter holds two of these.
    Time time{};  // the meter's clock, moved by step() only
    Reasons reasons{Reason::not_opened};
    Faults faults;  // that the self-test found and that stand
    bool clock_trusted = true;
    bool opened = false;          // an account is open
    bool reminder_armed = false;  // rule 2: set above the level, cleared by the trip
    bool zero_armed = false;      // rule 3: set above zero, cleared by the trip

    PowerIntegrator integrator;
    CreditAccount account;
    DemandRegister demand;
    Binding binding;

    PowerLimit power_limit;
    MeteringWatch metering;
    ProtectionState protection;
    TamperState tamper;
    base::Millijoules flowed_while_open;  // since the supply opened; 0 while it is closed

    std::uint64_t challenge_counter = 0;  // stored before each use
    Parameters parameters;
    EventLog events;
    ReportChain reports;
    std::uint32_t switch_operations = 0;  // ever; even where it was opened last, as in production
    card::Block parameters_code{};        // of the set last taken; zeros for the defaults
    RenewedKey renewed_key;
    card::Generation field_round{};    // the highest round of a field card; 0 before the first
    bool alarm = false;                // rule 1: remaining is below the alarm level
    bool power_fail_recorded = false;  // the supply has warned; the start after it is an honest one

    [[nodiscard]] std::chrono::sys_seconds seconds() const {
        return std::chrono::floor<std::chrono::seconds>(time);
    }

    bool operator==(const State&) const = default;
};

// Keeps an event with the state's time, reasons and registers.
void note(State& state, EventKind kind, std::int64_t detail = 0);

}  // namespace meter
