#include "meter/tamper/tamper_rules.h"

#include <algorithm>
#include <array>
#include <limits>

#include "meter/credit/supply_rules.h"

namespace meter {
namespace {

// The events of a kind; those of a moment have one only.
struct TamperEvents {
    EventKind began;
    EventKind ended;
};

constexpr std::array<TamperEvents, tamper_kind_count> tamper_events{{
    {EventKind::reversed_current, EventKind::reversed_current_ended},
    {EventKind::currents_differ, EventKind::currents_differ_ended},
    {EventKind::current_without_voltage, EventKind::current_without_voltage_ended},
    {EventKind::cover_opened, EventKind::cover_closed},
    {EventKind::strong_magnet, EventKind::strong_magnet_ended},
    {EventKind::clock_set_back, EventKind::clock_set_back},
    {EventKind::wrong_cryptograms, EventKind::wrong_cryptograms},
    {EventKind::frequent_starts, EventKind::frequent_starts},
}};

std::size_t place_of(TamperKind kind) {
    return static_cast<std::size_t>(kind);
}

// What the begin of a lasting kind is told with: milliwatts or milliamperes.
std::int64_t detail_of(TamperKind kind, const Measurement& measurement) {
    switch (kind) {
        case TamperKind::reversed_current:
            return measurement.power.count();
        case TamperKind::currents_differ:
            return (measurement.phase_current - measurement.neutral_current).count();
        case TamperKind::current_without_voltage:
            return std::max(measurement.phase_current, measurement.neutral_current).count();
        case TamperKind::cover_opened:
        case TamperKind::strong_magnet:
        case TamperKind::clock_set_back:
        case TamperKind::wrong_cryptograms:
        case TamperKind::frequent_starts:
            return 0;
    }
    return 0;
}

TamperRecord& begin(State& state, TamperKind kind) {
    TamperRecord& record = state.tamper.record(kind);
    if (record.times < std::numeric_limits<std::uint16_t>::max()) {
        ++record.times;
    }
    record.began = state.seconds();
    record.ended = state.seconds();
    record.consumed_at_begin = state.account.consumed_total();
    record.energy = {};
    record.instead = {};
    if (TamperKinds{state.parameters.opens_on_tampering}.contains(kind)) {
        set_reason(state, Reason::tampering);
    }
    return record;
}

void begin_lasting(State& state, TamperKind kind, const Measurement& measurement) {
    begin(state, kind);
    state.tamper.active.set(kind, true);
    note(state, tamper_events[place_of(kind)].began, detail_of(kind, measurement));
}

void end_lasting(State& state, TamperKind kind) {
    TamperRecord& record = state.tamper.record(kind);
    record.ended = state.seconds();
    record.energy = state.account.consumed_total() - record.consumed_at_begin;
    record.instead.settle();
    state.tamper.active.set(kind, false);
    note(state, tamper_events[place_of(kind)].ended, record.instead.total().count());
}

// What the latch saw without power began at some time since `last_known`; whether it lasts is seen
// from now on. What was going on when the power failed goes on.
void begin_latched(State& state, TamperKind kind, bool is_latched,
                   std::chrono::sys_seconds last_known) {
    if (!is_latched || state.tamper.active.contains(kind)) {
        return;
    }
    begin(state, kind).began = last_known;
    state.tamper.active.set(kind, true);
    note(state, tamper_events[place_of(kind)].began, (state.seconds() - last_known).count());
}

// What a lasting kind counts instead, added to its record.
void add_instead(State& state, const CountedPower& counted, std::chrono::milliseconds elapsed) {
    TamperState& tamper = state.tamper;
    if (tamper.active.contains(TamperKind::reversed_current)) {
        tamper.record(TamperKind::reversed_current).instead.add(counted.added, elapsed);
    } else if (tamper.active.contains(TamperKind::currents_differ)) {
        tamper.record(TamperKind::currents_differ).instead.add(counted.added, elapsed);
    }
    if (tamper.active.contains(TamperKind::current_without_voltage)) {
        tamper.record(TamperKind::current_without_voltage)
            .instead.add(counted.without_voltage, elapsed);
    }
}

// The reserve may end at any moment: while it carries, each second is stored as it passes. Who
// holds the current for longer only fills steps, and wears no memory out.
void store_each_second_of_reserve(State& state, std::chrono::milliseconds elapsed) {
    TamperState& tamper = state.tamper;
    TamperRecord& record = tamper.record(TamperKind::current_without_voltage);
    if (!tamper.active.contains(TamperKind::current_without_voltage) ||
        state.seconds() - record.began > TamperWatch::reserve) {
        return;
    }
    if (state.seconds() != std::chrono::floor<std::chrono::seconds>(state.time - elapsed)) {
        tamper.without_voltage.settle();
        record.instead.settle();
    }
}

}  // namespace

base::Milliwatts apply_tamper_watch(State& state, const Measurement& measurement,
                                    std::chrono::milliseconds elapsed, const Inputs& level) {
    TamperState& tamper = state.tamper;
    const bool export_allowed = state.parameters.export_allowed;
    tamper.watch.watch(measurement, level, export_allowed, elapsed);
    const TamperKinds active = tamper.watch.active();
    if (active != tamper.active) {
        for (std::size_t i = 0; i < lasting_tamper_count; ++i) {
            const TamperKind kind = tamper_rules[i].kind;
            if (active.contains(kind) && !tamper.active.contains(kind)) {
                begin_lasting(state, kind, measurement);
            } else if (!active.contains(kind) && tamper.active.contains(kind)) {
                end_lasting(state, kind);
            }
        }
    }
    const CountedPower counted = tamper.watch.counted(measurement, export_allowed);
    add_instead(state, counted, elapsed);
    tamper.exported.add(counted.exported, elapsed);
    tamper.without_voltage.add(counted.without_voltage, elapsed);
    store_each_second_of_reserve(state, elapsed);
    return counted.consumed;
}

void note_tampering(State& state, TamperKind kind, std::int64_t detail) {
    begin(state, kind);
    note(state, tamper_events[place_of(kind)].began, detail);
}

void note_start(State& state, std::chrono::sys_seconds last_known,
                const LatchedTampering& latched) {
    TamperState& tamper = state.tamper;
    const bool flowed_unseen = tamper.active.contains(TamperKind::current_without_voltage);
    if (flowed_unseen) {
        end_lasting(state, TamperKind::current_without_voltage);
    }
    begin_latched(state, TamperKind::cover_opened, latched.cover_opened, last_known);
    begin_latched(state, TamperKind::strong_magnet, latched.strong_magnet, last_known);
    tamper.watch = TamperWatch{tamper.active};
    const bool was_warned = std::exchange(state.power_fail_recorded, false);
    const auto gap = state.seconds() - last_known;
    const bool is_new = last_known == std::chrono::sys_seconds{};  // no time was ever committed
    const bool has_seen = flowed_unseen || latched != LatchedTampering{};
    if (!is_new && (has_seen || gap > TamperWatch::reserve)) {
        note(state, EventKind::metering_gap, gap.count());
    }
    if (was_warned) {
        return;
    }
    const std::uint16_t today = day_of(state.seconds());
    tamper.starts = today == tamper.start_day ? tamper.starts : std::uint8_t{0};
    tamper.start_day = today;
    if (tamper.starts < std::numeric_limits<std::uint8_t>::max()) {
        ++tamper.starts;
    }
    if (tamper.starts > starts_a_day_without_warning) {
        note_tampering(state, TamperKind::frequent_starts, tamper.starts);
    }
}

bool may_clear_tampering(const State& state) {
    const unsigned opens = state.parameters.opens_on_tampering;
    return (opens & state.tamper.active.bits()) == 0;
}

}  // namespace meter
