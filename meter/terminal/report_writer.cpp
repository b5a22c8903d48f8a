#include "meter/terminal/report_writer.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

#include "base/rounding.h"
#include "card/crypto/cmac.h"

namespace meter {
namespace {

constexpr std::int64_t milliwatts_per_watt = 1000;
// The report's field has 32 bits.
constexpr std::chrono::sys_seconds latest_reported{
    std::chrono::seconds{std::numeric_limits<std::uint32_t>::max()}};

std::uint32_t highest_demand_watts(const State& state) {
    const std::int64_t watts = base::divide_down(state.demand.highest.count(), milliwatts_per_watt);
    return static_cast<std::uint32_t>(
        std::min(watts, std::int64_t{std::numeric_limits<std::uint32_t>::max()}));
}

card::Report report_of(const State& state, const MeterKeys& keys, const OwnDigests& own,
                       const ProvenCard& card) {
    return {.key_version = keys.key_version(),
            .clock_trusted = state.clock_trusted,
            .supply_closed = state.reasons.is_empty(),
            .account_open = state.opened,
            .meter = keys.meter(),
            .card = card.serial,
            .generation = card.generation,
            .meter_sessions = card.meter_sessions,
            .report_counter = state.reports.counter,
            .order_sequence = state.account.ordered().sequence,
            .ordered_total = state.account.ordered().ordered_total,
            .consumed_total = base::watt_hours_up(state.account.consumed_total()),
            .overdrawn_total = base::watt_hours_up(state.account.overdrawn_total()),
            .highest_demand_watts = highest_demand_watts(state),
            .open_reasons = state.reasons.bits(),
            .event_counters = state.events.counters(),
            .event_log = state.events.digest(),
            .previous_report = state.reports.last_digest,
            .calibration = own.calibration,
            .code = own.code,
            .time = std::min(state.seconds(), latest_reported)};
}

}  // namespace

card::ReportBytes next_report(State& state, const MeterKeys& keys, const OwnDigests& own,
                              const ProvenCard& card) {
    ++state.reports.counter;
    card::ReportBytes bytes = card::encode(report_of(state, keys, own, card));
    card::set_mac(bytes, card::cmac(keys.report(), card::mac_input(bytes)));
    state.reports.last_digest = card::report_digest(keys.report(), bytes);
    return bytes;
}

}  // namespace meter
