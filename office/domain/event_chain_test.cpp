#include "office/domain/event_chain.h"

#include <gtest/gtest.h>

namespace office {
namespace {

card::EventRecord event(std::uint32_t number, std::uint32_t counter) {
    return {.key_version = card::KeyVersion{1},
            .meter = card::MeterId{42},
            .report_counter = counter,
            .number = number,
            .kind = static_cast<std::uint8_t>(1 + number % 5),
            .reasons = 0,
            .time = std::chrono::sys_seconds{std::chrono::seconds{1'000 * number}},
            .ordered_total = base::WattHours{30'000},
            .consumed_total = base::WattHours{number},
            .detail = 0};
}

card::Digest8 digest_of(std::uint32_t newest) {
    card::Digest8 digest{};
    for (std::uint32_t number = 1; number <= newest; ++number) {
        digest = card::event_log_digest(digest, event(number, 0));
    }
    return digest;
}

// Report 8 came after event 20, report 9 after event 23; event 24 happened after that report was
// written. Events 18 and 19 were in the books before report 8 was.
KnownLog log_of_two_reports() {
    KnownLog log{.before = digest_of(20),
                 .now = digest_of(23),
                 .counter = 9,
                 .settled = 19,
                 .events = {event(24, 9), event(23, 9), event(22, 9), event(21, 9)}};
    for (const std::uint32_t number : {18U, 19U, 20U}) {
        log.events.push_back(event(number, 8));
    }
    return log;
}

TEST(EventChain, holds_whatever_the_two_reports_had_counted_of_it) {
    EXPECT_FALSE(contradicts(log_of_two_reports()));
}

TEST(EventChain, holds_from_the_first_event_of_a_meter_on) {
    const KnownLog log{.before = {},
                       .now = digest_of(2),
                       .counter = 1,
                       .settled = 0,
                       .events = {event(2, 1), event(1, 1)}};

    EXPECT_FALSE(contradicts(log));
}

TEST(EventChain, is_contradicted_by_each_event_that_was_altered_left_out_or_put_in) {
    for (std::size_t altered = 1; altered < 4; ++altered) {  // 24 is in neither digest
        KnownLog log = log_of_two_reports();
        log.events[altered].consumed_total = base::WattHours{1};
        EXPECT_TRUE(contradicts(log)) << altered;
    }
    KnownLog without = log_of_two_reports();
    without.now = digest_of(30);
    EXPECT_TRUE(contradicts(without));
    KnownLog forged = log_of_two_reports();
    forged.now[7] ^= 1U;
    EXPECT_TRUE(contradicts(forged));
}

TEST(EventChain, says_nothing_where_events_may_be_missing) {
    KnownLog gap = log_of_two_reports();
    gap.now[0] ^= 1U;
    ASSERT_TRUE(contradicts(gap));
    KnownLog none_came = gap;
    none_came.counter = 10;
    EXPECT_FALSE(contradicts(none_came));
    gap.events.erase(gap.events.begin() + 3);  // event 21
    EXPECT_FALSE(contradicts(gap));
}

}  // namespace
}  // namespace office
