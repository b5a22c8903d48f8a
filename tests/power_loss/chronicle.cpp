#include "tests/power_loss/chronicle.h"

#include <algorithm>
#include <ranges>
#include <span>

namespace power_loss {
namespace {

constexpr std::uint32_t looked_at = 80;

// What `decode` makes of the newest records, the oldest first, without those whose `key` is that of
// the one before.
template <typename AnyRing, typename Decode, typename Key>
auto newest_records(AnyRing& ring, Decode decode, Key key) {
    std::vector<std::decay_t<decltype(*decode(std::span<const std::uint8_t>{}))>> records;
    const std::uint32_t newest = ring.newest();
    std::uint32_t number =
        std::max(ring.oldest(), newest < looked_at ? 1U : newest - looked_at + 1);
    for (; number <= newest; ++number) {
        meter::HistoryPayload bytes{};
        const auto payload = std::span{bytes}.first(ring.payload_size());
        if (!ring.read(number, payload)) {
            continue;
        }
        const auto record = decode(std::span<const std::uint8_t>{payload});
        require(record.has_value(), "the history holds a record that there cannot be");
        if (records.empty() || key(records.back()) != key(*record)) {
            records.push_back(*record);
        }
    }
    return records;
}

std::string text_of(meter::EventKind kind, std::optional<std::int64_t> detail) {
    return std::string{meter::name_of(kind).name} + (detail ? " " + std::to_string(*detail) : "");
}

void check_events(MeterHistory& history, const World& world) {
    const auto events = kept_events(history);
    for (std::size_t i = 1; i < events.size(); ++i) {
        const meter::Event& before = events[i - 1];
        const meter::Event& event = events[i];
        require(event.number == before.number + 1,
                "event " + std::to_string(before.number + 1) + " is missing");
        require(event.consumed_total >= before.consumed_total && event.time >= before.time,
                "event " + std::to_string(event.number) + " goes back");
        const base::WattHours total = event.ordered_total;
        require(total == base::WattHours{0} ||
                    std::ranges::find(world.orders | std::views::values, total) !=
                        (world.orders | std::views::values).end(),
                "an event has an ordered total of no order");
    }
}

void check_readings(MeterRing& ring, const std::string& what) {
    const auto readings = kept_readings(ring);
    for (std::size_t i = 1; i < readings.size(); ++i) {
        require(readings[i].time > readings[i - 1].time, what + " is there twice");
        require(readings[i].consumed_total >= readings[i - 1].consumed_total, what + " goes back");
    }
}

void check_profile(MeterHistory& history) {
    const auto profile = kept_profile(history);
    for (std::size_t i = 1; i < profile.size(); ++i) {
        require(profile[i].end > profile[i - 1].end, "a value of the load profile is there twice");
        require(profile[i].consumed_total >= profile[i - 1].consumed_total,
                "the load profile goes back");
    }
}

}  // namespace

std::vector<meter::Event> kept_events(MeterHistory& history) {
    return newest_records(history.events(), meter::decode_event,
                          [](const meter::Event& event) { return event.number; });
}

std::vector<meter::Reading> kept_readings(MeterRing& ring) {
    return newest_records(ring, meter::decode_reading,
                          [](const meter::Reading& reading) { return reading; });
}

std::vector<meter::ProfileValue> kept_profile(MeterHistory& history) {
    return newest_records(history.load_profile(), meter::decode_profile,
                          [](const meter::ProfileValue& value) { return value; });
}

void check_history_behind(MeterHistory& history, const meter::State& state) {
    require(history.consumed_at_least() <= state.account.consumed_total(),
            "the history has counted more than the register");
    const auto events = kept_events(history);
    require(events.empty() || events.back().number <= state.events.last_number(),
            "the history has an event of the future");
}

void check_history_complete(MeterHistory& history, const meter::State& state) {
    const auto events = kept_events(history);
    const std::uint32_t oldest = events.empty() ? 0 : events.front().number;
    for (const meter::Event& event : state.events.recent()) {
        require(event.number < oldest || std::ranges::count(events, event) == 1,
                "event " + std::to_string(event.number) + " is not there once");
    }
}

void check_chronicle(MeterHistory& history, const World& world) {
    check_events(history, world);
    check_readings(history.day_ends(), "a day end");
    check_readings(history.month_ends(), "a month end");
    check_profile(history);
}

std::size_t count_of(MeterHistory& history, meter::EventKind kind,
                     std::optional<std::int64_t> detail) {
    return static_cast<std::size_t>(
        std::ranges::count_if(kept_events(history), [&](const meter::Event& event) {
            return event.kind == kind && (!detail || event.detail == *detail);
        }));
}

void require_once(MeterHistory& history, meter::EventKind kind,
                  std::optional<std::int64_t> detail) {
    const std::size_t count = count_of(history, kind, detail);
    require(count == 1,
            text_of(kind, detail) + " is kept " + std::to_string(count) + " times instead of once");
}

std::uint32_t unreadable(MeterRing& ring) {
    constexpr std::uint32_t sample = 128;
    const std::uint32_t stride = std::max(1U, (ring.newest() - ring.oldest()) / sample);
    std::uint32_t count = 0;
    for (std::uint32_t number = ring.oldest(); number <= ring.newest(); number += stride) {
        meter::HistoryPayload payload{};
        count += ring.read(number, std::span{payload}.first(ring.payload_size())) ? 0U : 1U;
    }
    return count;
}

}  // namespace power_loss
