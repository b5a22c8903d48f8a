// Bad pages of the flash under each kind of history, through the layer of faults; and how the worst
// flood of events and twenty years of use wear its sectors.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "boards/host/devices/w25q_nor_flash.h"
#include "meter/events/event_log.h"
#include "meter/storage/history.h"
#include "tests/storage/flash_with_faults.h"

namespace {

using boards::W25qNorFlash;
using meter::State;
using simulator::PageFault;
using storage_test::FlashWithFaults;
using storage_test::payload_of;
using storage_test::sector_bytes;
using namespace std::chrono_literals;

namespace layout = meter::flash_layout;

using BadHistory = meter::History<FlashWithFaults::Device>;

constexpr meter::DeviceOwner owner{42};
constexpr std::uint32_t pages_per_sector = sector_bytes / meter::nor_page_bytes;
constexpr std::array faults{PageFault::reads_wrong_once, PageFault::reads_wrong, PageFault::dead,
                            PageFault::worn};
constexpr std::array twins{layout::events, layout::day_ends, layout::month_ends, layout::reports};

BadHistory::Ring& twin(BadHistory& history, std::size_t index) {
    return *std::array{&history.events(), &history.day_ends(), &history.month_ends(),
                       &history.reports()}[index];
}

// A flash whose pages, not its sectors, are bad.
struct FlashWithBadPages : FlashWithFaults {
    FlashWithBadPages() { faults = simulator::PageFaults{meter::nor_page_bytes}; }
};

template <typename AnyRing>
void append_up_to(AnyRing& ring, std::uint32_t& written, std::uint32_t count) {
    while (written < count) {
        const auto payload = payload_of(written);
        ASSERT_TRUE(ring.append(std::span{payload}.first(ring.payload_size())));
        ++written;
    }
}

// Of the payloads 0 to `count` - 1 those that can be read.
template <typename AnyRing>
std::uint32_t readable_of(AnyRing& ring, std::uint32_t count) {
    std::vector<bool> is_there(count);
    for (std::uint32_t number = ring.oldest(); number <= ring.newest(); ++number) {
        meter::HistoryPayload payload{};
        const auto part = std::span{payload}.first(ring.payload_size());
        if (ring.read(number, part)) {
            is_there.at(part[0]) = true;
        }
    }
    return static_cast<std::uint32_t>(std::ranges::count(is_there, true));
}

std::uint32_t scrubbed_lost(BadHistory& history) {
    std::uint32_t lost = 0;
    for (std::uint32_t step = 0; step < BadHistory::scrub_steps; ++step) {
        lost += history.scrub(step).lost;
    }
    return lost;
}

std::string text_of(PageFault fault, std::uint32_t page) {
    return "fault " + std::to_string(std::to_underlying(fault)) + " of page " +
           std::to_string(page);
}

// Page 0 holds records when it turns bad, page 2 gets none before.
TEST(BadFlash, with_any_bad_page_what_lives_twice_is_kept_and_told_or_written_elsewhere) {
    constexpr std::uint32_t written_before = 5;
    constexpr std::uint32_t written_in_all = 30;
    for (std::size_t kind = 0; kind < twins.size(); ++kind) {
        for (const PageFault fault : faults) {
            for (const std::uint32_t sector : {twins[kind].first_sector, twins[kind].second_copy}) {
                for (const std::uint32_t in_sector : {0U, 2U}) {
                    const std::uint32_t page = sector * pages_per_sector + in_sector;
                    SCOPED_TRACE(text_of(fault, page));
                    FlashWithBadPages bad;
                    std::uint32_t written = 0;
                    {
                        BadHistory history{bad.device};
                        ASSERT_TRUE(history.mount(owner));
                        append_up_to(twin(history, kind), written, written_before);
                        bad.faults.set(page, fault);
                        append_up_to(twin(history, kind), written, written_in_all);
                    }
                    BadHistory history{bad.device};
                    ASSERT_TRUE(history.mount(owner));
                    BadHistory::Ring& ring = twin(history, kind);

                    EXPECT_EQ(readable_of(ring, written_in_all), written_in_all);
                    const bool is_elsewhere = ring.newest() > written_in_all;
                    const bool is_told = scrubbed_lost(history) > 0;
                    // A page that wears out with its records on it keeps them.
                    const bool does_harm = fault != PageFault::reads_wrong_once &&
                                           (fault != PageFault::worn || in_sector != 0);
                    EXPECT_EQ(is_told || is_elsewhere, does_harm);
                }
            }
        }
    }
}

TEST(BadFlash, with_a_bad_page_the_load_profile_loses_what_lay_there_and_tells_each_value_once) {
    constexpr std::uint32_t written_before = 20;
    constexpr std::uint32_t written_in_all = 80;
    constexpr std::uint32_t in_first_page = 15;  // numbers begin at 1
    for (const PageFault fault : faults) {
        for (const std::uint32_t in_sector : {0U, 2U}) {
            const std::uint32_t page =
                layout::load_profile.first_sector * pages_per_sector + in_sector;
            SCOPED_TRACE(text_of(fault, page));
            FlashWithBadPages bad;
            std::uint32_t written = 0;
            {
                BadHistory history{bad.device};
                ASSERT_TRUE(history.mount(owner));
                append_up_to(history.load_profile(), written, written_before);
                bad.faults.set(page, fault);
                append_up_to(history.load_profile(), written, written_in_all);
            }
            BadHistory history{bad.device};
            ASSERT_TRUE(history.mount(owner));
            auto& profile = history.load_profile();

            const bool is_unreadable = fault == PageFault::reads_wrong || fault == PageFault::dead;
            const std::uint32_t lost = is_unreadable && in_sector == 0 ? in_first_page : 0;
            EXPECT_EQ(readable_of(profile, written_in_all), written_in_all - lost);
            EXPECT_EQ(scrubbed_lost(history), lost);
            EXPECT_EQ(scrubbed_lost(history), 0U);
            const bool is_elsewhere = fault != PageFault::reads_wrong_once && in_sector != 0;
            EXPECT_EQ(profile.newest() > written_in_all, is_elsewhere);
        }
    }
}

TEST(BadFlash, with_a_bad_header_the_history_goes_on_and_each_scrub_tells_it) {
    for (const PageFault fault : {PageFault::reads_wrong, PageFault::dead, PageFault::worn}) {
        for (const std::uint32_t sector :
             {layout::first_header_sector, layout::second_header_sector}) {
            SCOPED_TRACE(text_of(fault, sector * pages_per_sector));
            FlashWithBadPages bad;
            bad.faults.set(sector * pages_per_sector, fault);
            std::uint32_t written = 0;
            for (const std::uint32_t count : {5U, 10U}) {
                BadHistory history{bad.device};
                ASSERT_TRUE(history.mount(owner));
                append_up_to(history.events(), written, count);

                EXPECT_EQ(readable_of(history.events(), count), count);
                EXPECT_EQ(history.scrub(0), (meter::ScrubResult{.lost = 1}));
            }
        }
    }
}

// Erases of the most worn sector when what wore it in `days` goes on for twenty years.
std::int64_t wear_in_twenty_years(const W25qNorFlash& device, std::int64_t days) {
    constexpr std::int64_t days_of_life = 20 * 365 + 5;
    return std::int64_t{device.highest_wear()} * days_of_life / days;
}

constexpr std::uint32_t rated_erases = 100'000;

// Every kind comes in turn twice as often as its share allows, day and night, for twenty years.
TEST(FlashWear, by_the_worst_flood_of_events_that_their_shares_allow_stays_below_what_is_rated) {
    constexpr std::int64_t days = 10;
    constexpr auto interval = meter::EventLog::share_pause / 2;
    W25qNorFlash device;
    meter::History history{device};
    ASSERT_TRUE(history.mount(owner));
    State state;
    state.time = std::chrono::sys_days{std::chrono::March / 1 / 2026};
    const auto end = state.time + days * 24h;
    for (; state.time < end; state.time += interval) {
        for (const meter::EventName& name : meter::event_names) {
            if (!meter::takes_a_genuine_order(name.kind)) {
                note(state, name.kind);
                ASSERT_TRUE(history.follow(state));
            }
        }
    }

    const std::uint32_t a_day = history.events().newest() / days;
    // More kinds come in turn than the log has places: each place is given away once in a pause.
    constexpr auto most_a_day = meter::EventLog::capacity * (24h / meter::EventLog::share_pause);
    EXPECT_GE(a_day, most_a_day);
    EXPECT_LE(a_day, most_a_day * 101 / 100);  // and the first eight at once
    EXPECT_LE(wear_in_twenty_years(device, days), rated_erases);
    std::printf("a flood: %u events a day, %.1f erases of a sector a day, %lld in 20 years\n",
                a_day, static_cast<double>(device.highest_wear()) / days,
                static_cast<long long>(wear_in_twenty_years(device, days)));
}

// Ten events and four insertions of a card a day, and a scrub.
TEST(FlashWear, by_twenty_years_of_use_is_a_hundredth_of_what_is_rated) {
    constexpr std::int64_t days = 1'000;
    W25qNorFlash device;
    meter::History history{device};
    ASSERT_TRUE(history.mount(owner));
    State state;
    state.time = std::chrono::sys_days{std::chrono::March / 1 / 2026};
    for (std::int64_t period = 0; period < days * 48; ++period) {
        state.account.consume(base::millijoules(base::WattHours{625}));
        state.time += 30min;
        state.reports.counter += period % 12 == 0 ? 1U : 0U;
        if (period % 48 < 10) {
            note(state, period % 2 == 0 ? meter::EventKind::supply_opened
                                        : meter::EventKind::supply_closed);
        }
        ASSERT_TRUE(history.follow(state));
        std::ignore = history.scrub(static_cast<std::uint32_t>(period) % history.scrub_steps);
    }

    EXPECT_GE(history.events().newest(), 9U * days);
    EXPECT_EQ(history.reports().newest(), 4U * days);
    EXPECT_LE(wear_in_twenty_years(device, days), rated_erases / 100);
    std::printf("use: %lld erases of the most worn sector in 20 years, %llu bytes a day\n",
                static_cast<long long>(wear_in_twenty_years(device, days)),
                static_cast<unsigned long long>(device.activity().bytes_written / days));
}

}  // namespace
