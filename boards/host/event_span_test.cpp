#include "boards/host/event_span.h"

#include <gtest/gtest.h>

namespace boards {
namespace {

using namespace std::chrono_literals;
using meter::Event;
using meter::EventKind;

constexpr std::chrono::sys_seconds noon =
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h;

Event at(std::chrono::sys_seconds time, EventKind kind, std::int64_t consumed,
         std::int64_t detail = 0) {
    return {.kind = kind,
            .time = time,
            .consumed_total = base::Millijoules{consumed},
            .detail = detail};
}

TEST(EventSpan, of_a_gap_goes_back_to_when_the_mains_went) {
    meter::EventLog log;
    log.add(at(noon, EventKind::metering_gap, 5, 3600));

    const auto span = span_of(log.recent()[0], log.recent());

    EXPECT_EQ(span, (EventSpan{noon - 1h, noon, {}}));
}

TEST(EventSpan, of_tampering_is_from_its_newest_begin_to_its_end_with_what_was_consumed) {
    meter::EventLog log;
    log.add(at(noon - 2h, EventKind::reversed_current, 100));
    log.add(at(noon, EventKind::reversed_current, 1'000));
    log.add(at(noon + 1min, EventKind::started, 1'500));
    log.add(at(noon + 2min, EventKind::reversed_current_ended, 4'000));
    log.add(at(noon + 3min, EventKind::reversed_current, 5'000));

    const auto span = span_of(log.recent()[3], log.recent());

    EXPECT_EQ(span, (EventSpan{noon, noon + 2min, base::Millijoules{3'000}}));
}

TEST(EventSpan, of_energy_in_other_registers_has_what_the_end_says) {
    meter::EventLog log;
    log.add(at(noon, EventKind::energy_while_open, 5'000, 800));
    log.add(at(noon + 1min, EventKind::current_without_voltage, 5'000, 10'000));
    log.add(at(noon + 2min, EventKind::current_without_voltage_ended, 5'000, 138'000'000));
    log.add(at(noon + 3min, EventKind::energy_while_open_ended, 6'000, 138'001'800));

    EXPECT_EQ(span_of(log.recent()[2], log.recent())->consumed, base::Millijoules{138'000'000});
    EXPECT_EQ(span_of(log.recent()[3], log.recent())->consumed, base::Millijoules{138'001'800});
}

TEST(EventSpan, is_nothing_where_the_newest_kept_begin_has_an_end_of_its_own) {
    meter::EventLog log;
    log.add(at(noon, EventKind::reversed_current, 100));
    log.add(at(noon + 1min, EventKind::reversed_current_ended, 200));
    log.add(at(noon + 1h, EventKind::reversed_current_ended, 900));

    EXPECT_NE(span_of(log.recent()[1], log.recent()), std::nullopt);
    EXPECT_EQ(span_of(log.recent()[2], log.recent()), std::nullopt);
}

TEST(EventSpan, of_a_cover_that_the_latch_saw_begins_before_its_event) {
    meter::EventLog log;
    log.add(at(noon, EventKind::cover_opened, 0, 600));
    log.add(at(noon + 1min, EventKind::cover_closed, 0));

    EXPECT_EQ(span_of(log.recent()[1], log.recent())->began, noon - 10min);
}

TEST(EventSpan, is_nothing_for_a_begin_a_moment_or_an_end_whose_begin_is_gone) {
    meter::EventLog log;
    log.add(at(noon, EventKind::strong_magnet_ended, 0));
    log.add(at(noon, EventKind::strong_magnet, 0));
    log.add(at(noon, EventKind::frequent_starts, 0));

    for (const Event& event : log.recent()) {
        EXPECT_EQ(span_of(event, log.recent()), std::nullopt);
    }
}

}  // namespace
}  // namespace boards
