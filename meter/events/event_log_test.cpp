#include "meter/events/event_log.h"

#include <gtest/gtest.h>

namespace meter {
namespace {

TEST(EventNames, stand_in_the_order_of_their_numbers) {
    for (std::size_t i = 0; i < event_names.size(); ++i) {
        EXPECT_EQ(static_cast<std::size_t>(event_names[i].kind), i + 1);
        EXPECT_LT(event_names[i].counter, event_counter_count);
    }
}

TEST(EventLog, numbers_events_from_one) {
    EventLog log;

    log.add({.kind = EventKind::credited, .detail = 7});

    ASSERT_EQ(log.recent().size(), 1U);
    EXPECT_EQ(log.recent()[0].number, 1U);
    EXPECT_EQ(log.recent()[0].detail, 7);
}

TEST(EventLog, lets_the_oldest_event_make_room) {
    EventLog log;

    for (std::size_t i = 0; i < EventLog::capacity + 2; ++i) {
        log.add({.kind = EventKind::credited});
    }

    EXPECT_EQ(log.recent().size(), EventLog::capacity);
    EXPECT_EQ(log.recent()[0].number, 3U);
    EXPECT_EQ(log.last_number(), EventLog::capacity + 2);
}

TEST(EventLog, counts_each_kind_modulo_256) {
    EventLog log;

    for (int i = 0; i < 257; ++i) {
        log.add({.kind = EventKind::credited});
    }

    EXPECT_EQ(log.counters()[name_of(EventKind::credited).counter], 1);
    EXPECT_EQ(log.counters()[name_of(EventKind::started).counter], 0);
}

}  // namespace
}  // namespace meter
