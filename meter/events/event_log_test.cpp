#include "meter/events/event_log.h"

#include <gtest/gtest.h>

#include <set>
#include <tuple>
#include <utility>

#include <algorithm>

namespace meter {
namespace {

TEST(EventNames, stand_in_the_order_of_their_numbers) {
    for (std::size_t i = 0; i < event_names.size(); ++i) {
        EXPECT_EQ(static_cast<std::size_t>(event_names[i].kind), i + 1);
        EXPECT_LT(std::to_underlying(event_names[i].counter), card::event_counter_count);
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

// An event of `kind` in the `minute`-th minute.
Event in_minute(int minute, EventKind kind) {
    return {.kind = kind, .time = std::chrono::sys_seconds{std::chrono::minutes{minute}}};
}

TEST(EventLog, keeps_a_kinds_share_at_once_and_only_counts_the_others) {
    EventLog log;

    for (int i = 0; i < 30; ++i) {
        log.add(in_minute(0, EventKind::card_refused));
    }

    EXPECT_EQ(log.recent().size(), EventLog::share_of_a_kind);
    EXPECT_EQ(log.last_number(), 30U);
    EXPECT_EQ(log.counters()[std::to_underlying(card::EventCounter::card_refused)], 30);
}

TEST(EventLog, keeps_eight_of_a_kind_an_hour_however_many_come) {
    EventLog log;
    std::set<std::uint32_t> kept;

    for (int second = 0; second < 10 * 3'600; ++second) {
        log.add({.kind = EventKind::card_refused,
                 .time = std::chrono::sys_seconds{std::chrono::seconds{second}}});
        kept.insert(log.recent()[log.recent().size() - 1].number);
    }

    EXPECT_EQ(kept.size(), 8U + 10 * 8 - 1);
}

TEST(EventLog, is_not_emptied_of_other_kinds_by_a_flood_of_years) {
    EventLog log;
    for (int i = 0; i < 10; ++i) {
        log.add(in_minute(i, EventKind::supply_opened));
        log.add(in_minute(i, EventKind::supply_closed));
        log.add(in_minute(i, EventKind::credited));
    }
    const auto kept_of = [&log](EventKind kind) {
        return std::ranges::count(log.recent(), kind, &Event::kind);
    };

    for (int minute = 10; minute < 500'000; minute += 3) {
        log.add(in_minute(minute, EventKind::card_refused));
    }

    EXPECT_EQ(log.recent().size(), EventLog::capacity);
    EXPECT_LE(kept_of(EventKind::card_refused), 8);
    EXPECT_EQ(kept_of(EventKind::credited), 10);
    EXPECT_GE(kept_of(EventKind::supply_opened), 6);
    EXPECT_GE(kept_of(EventKind::supply_closed), 6);
}

TEST(EventLog, keeps_no_more_than_its_share_of_each_of_many_kinds_that_come_in_turn) {
    EventLog log;
    std::size_t kept = 0;

    for (int minute = 0; minute < 60; ++minute) {
        for (const EventName& name : event_names) {
            if (!takes_a_genuine_order(name.kind)) {
                const card::Digest8 before = log.digest();
                log.add(in_minute(minute, name.kind));
                kept += log.digest() == before ? 0U : 1U;
            }
        }
    }

    const auto limited = std::ranges::count_if(
        event_names, [](const EventName& name) { return !takes_a_genuine_order(name.kind); });
    // At once, and again in the hour after it.
    EXPECT_LE(kept, std::size_t{2} * EventLog::share_of_a_kind * static_cast<std::size_t>(limited));
}

// As a start makes it from what was stored.
EventLog gone_on_with(const EventLog& log) {
    EventLog again;
    again.resume(log.counters(), log.last_number());
    for (const Event& event : log.recent()) {
        again.add_kept(event);
    }
    again.resume_digest(log.digest());
    return again;
}

TEST(EventLog, pushes_a_magnet_out_by_no_flood_of_kinds_in_turn_with_starts_between) {
    EventLog log;
    log.add(in_minute(0, EventKind::strong_magnet));
    std::size_t kept = 0;

    for (int minute = 0; minute < 60; ++minute) {
        for (const EventKind kind :
             {EventKind::supply_opened, EventKind::supply_closed, EventKind::cover_opened,
              EventKind::cover_closed, EventKind::card_refused}) {
            const card::Digest8 before = log.digest();
            log.add(in_minute(minute, kind));
            kept += log.digest() == before ? 0U : 1U;
            log = gone_on_with(log);
        }
    }

    EXPECT_EQ(log.recent()[0].kind, EventKind::strong_magnet);
    EXPECT_EQ(log.recent().size(), EventLog::capacity);
    EXPECT_LE(kept, 5U * 2 * EventLog::share_of_a_kind);  // at once, and in the hour after it
}

TEST(EventLog, lets_a_genuine_order_leave_one_of_what_there_is_most_of) {
    EventLog log;
    for (int minute = 0; minute < 8; ++minute) {
        log.add(in_minute(minute, EventKind::started));
        log.add(in_minute(minute, EventKind::metering_gap));
        log.add(in_minute(minute, EventKind::supply_opened));
        log.add(in_minute(minute, EventKind::supply_closed));
    }

    for (int minute = 10; minute < 30; ++minute) {
        log.add(in_minute(minute, EventKind::credited));
    }

    EXPECT_EQ(std::ranges::count(log.recent(), EventKind::credited, &Event::kind), 8);
    for (const EventKind kind : {EventKind::started, EventKind::metering_gap,
                                 EventKind::supply_opened, EventKind::supply_closed}) {
        EXPECT_EQ(std::ranges::count(log.recent(), kind, &Event::kind), 6);
    }
}

TEST(EventLog, always_keeps_what_took_a_genuine_order) {
    EventLog log;

    for (int i = 0; i < 20; ++i) {
        log.add(in_minute(0, EventKind::credited));
    }

    EXPECT_EQ(log.recent().size(), 20U);
}

TEST(EventLog, has_a_digest_that_each_kept_event_changes_and_the_same_events_make_again) {
    EventLog log;
    EventLog alike;
    std::set<card::Digest8> seen{log.digest()};

    for (int minute = 0; minute < 40; ++minute) {
        log.add(in_minute(minute, EventKind::credited));
        alike.add(in_minute(minute, EventKind::credited));
        seen.insert(log.digest());
    }

    EXPECT_EQ(seen.size(), 41U);
    EXPECT_EQ(log.digest(), alike.digest());
}

TEST(EventLog, leaves_the_digest_as_it_is_for_an_event_that_is_only_counted) {
    EventLog log;
    for (int i = 0; i < 8; ++i) {
        log.add(in_minute(0, EventKind::card_refused));
    }
    const card::Digest8 kept = log.digest();

    log.add(in_minute(0, EventKind::card_refused));

    EXPECT_EQ(log.last_number(), 9U);
    EXPECT_EQ(log.digest(), kept);
}

TEST(EventLog, goes_on_with_the_digest_that_was_kept_and_without_one_with_that_of_its_events) {
    EventLog log;
    log.add(in_minute(0, EventKind::credited));
    log.add(in_minute(1, EventKind::started));
    const auto resumed = [&log](const card::Digest8& digest) {
        EventLog again;
        again.resume(log.counters(), log.last_number());
        for (const Event& event : log.recent()) {
            again.add_kept(event);
        }
        again.resume_digest(digest);
        return again;
    };

    EXPECT_EQ(resumed(log.digest()), log);
    EXPECT_EQ(resumed({}), log);
    EXPECT_NE(resumed({1}), log);
}

TEST(EventLog, has_the_same_digest_however_often_it_was_kept_and_gone_on_with) {
    EventLog whole;
    EventLog interrupted;

    for (int minute = 0; minute < 100; ++minute) {
        whole.add(in_minute(minute, EventKind::credited));
        interrupted.add(in_minute(minute, EventKind::credited));
        interrupted.resume_digest(interrupted.digest());
        ASSERT_EQ(interrupted, whole) << minute;
    }
}

TEST(EventLog, counts_each_kind_modulo_256) {
    EventLog log;

    for (int i = 0; i < 257; ++i) {
        log.add({.kind = EventKind::credited});
    }

    EXPECT_EQ(log.counters()[std::to_underlying(card::EventCounter::account)], 1);
    EXPECT_EQ(log.counters()[std::to_underlying(card::EventCounter::clock)], 0);
}

TEST(EventLog, counts_the_begin_of_each_kind_of_tampering_apart_and_its_end_elsewhere) {
    for (const auto& [began, ended, counter] :
         {std::tuple{EventKind::reversed_current, EventKind::reversed_current_ended,
                     card::EventCounter::reversed_current},
          std::tuple{EventKind::currents_differ, EventKind::currents_differ_ended,
                     card::EventCounter::currents_differ},
          std::tuple{EventKind::current_without_voltage, EventKind::current_without_voltage_ended,
                     card::EventCounter::current_without_voltage},
          std::tuple{EventKind::cover_opened, EventKind::cover_closed,
                     card::EventCounter::cover_opened},
          std::tuple{EventKind::strong_magnet, EventKind::strong_magnet_ended,
                     card::EventCounter::strong_magnet}}) {
        EventLog log;

        log.add({.kind = began});
        log.add({.kind = ended});

        EXPECT_EQ(log.counters()[std::to_underlying(counter)], 1);
        EXPECT_EQ(log.counters()[std::to_underlying(card::EventCounter::supply)], 1);
    }
    for (const auto& [kind, counter] :
         {std::pair{EventKind::clock_set_back, card::EventCounter::clock_set_back},
          std::pair{EventKind::wrong_cryptograms, card::EventCounter::wrong_cryptograms},
          std::pair{EventKind::frequent_starts, card::EventCounter::frequent_starts}}) {
        EventLog log;

        log.add({.kind = kind});

        EXPECT_EQ(log.counters()[std::to_underlying(counter)], 1);
    }
}

}  // namespace
}  // namespace meter
