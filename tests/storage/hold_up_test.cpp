// From a warning of failing power at any instant until the last energy is safe, in the devices' own
// time: what a board's supply must hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <tuple>
#include <vector>

#include "base/rounding.h"
#include "meter/credit/supply_rules.h"
#include "tests/storage/warned_devices.h"
#include "tests/storage/whole_meter.h"

namespace storage_test {
namespace {

using boards::At24Eeprom;
using boards::W25qNorFlash;
using Meter = WholeMeter<WarnedEeprom, WatchedFlash>;
using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds begin =
    std::chrono::sys_days{std::chrono::March / 1 / 2026} + 8h;
constexpr base::Milliwatts full_load{23'000'000};

struct Devices {
    At24Eeprom eeprom;
    W25qNorFlash flash;
};

Devices new_meter() {
    Devices devices;
    meter::MeterMemory memory{devices.eeprom, devices.flash};
    meter::StoredState room{};
    meter::State state;
    state.time = begin;
    state.opened = true;
    state.reasons = {};
    state.account.take({.sequence = card::Sequence{1}, .ordered_total = base::WattHours{30'000}});
    EXPECT_TRUE(memory.key({.meter = card::MeterId{42}, .meter_key = {}}, state, room));
    return devices;
}

void destroy(At24Eeprom& eeprom, std::uint32_t page) {
    eeprom.alter(page * 64, std::array<std::uint8_t, 64>{});
}

// A running meter does all that its storage ever does: energy and events are committed, a period
// ends, and the scrub finds a page of each kind destroyed and repairs it.
template <typename AnyMeter, typename Warned>
void work(AnyMeter& meter, At24Eeprom& eeprom, const Warned& warned) {
    namespace layout = meter::eeprom_layout;
    for (const std::uint32_t page :
         {layout::first_header_page, layout::first_ring_page + 1, layout::place_page(2) + 5}) {
        destroy(eeprom, page);
    }
    for (int i = 0; i < 500 && !warned.is_warned(); ++i) {
        if (i % 100 == 50) {
            meter.meter().keep(meter::EventKind::started, 0);
        }
        if (warned.is_warned()) {
            return;  // as a board's loop asks between what it does
        }
        const bool is_loaded = i < 20;
        meter.step(is_loaded ? full_load : base::Milliwatts{0}, is_loaded ? 150ms : 4s);
    }
}

TEST(HoldUp, the_last_energy_is_safe_within_thirty_milliseconds_of_a_warning_at_any_instant) {
    const Devices made = new_meter();
    std::chrono::nanoseconds longest{0};
    std::uint64_t operation = 0;
    for (bool was_warned = true; was_warned;) {
        Devices devices = made;
        WarnedEeprom eeprom{.part = devices.eeprom, .at = 0, .warn = {}};
        bool flash_was_begun_late = false;
        WatchedFlash flash{.part = devices.flash,
                           .begins = [&] { flash_was_begun_late |= eeprom.is_warned(); }};
        Meter meter{eeprom, flash};
        ASSERT_TRUE(meter.start(begin));
        std::chrono::nanoseconds flash_busy_before{0};
        eeprom.warn = [&] {
            flash_busy_before = devices.flash.activity().busy;
            meter.memory().power_is_failing(true);
        };
        eeprom.at = eeprom.operations + ++operation;

        work(meter, devices.eeprom, eeprom);
        was_warned = eeprom.is_warned();
        meter.meter().save();

        if (was_warned) {
            // The flash is only read any more.
            longest = std::max(longest, eeprom.since_warning() + devices.flash.activity().busy -
                                            flash_busy_before);
        }
        ASSERT_FALSE(flash_was_begun_late) << "operation " << operation;
        meter::MeterMemory again{devices.eeprom, devices.flash};
        meter::StoredState room{};
        meter::State recovered;
        ASSERT_TRUE(again.open(std::nullopt, recovered, room));
        ASSERT_EQ(recovered.account.consumed_total(), meter.state().account.consumed_total())
            << "operation " << operation;
        ASSERT_TRUE(recovered.power_fail_recorded) << "operation " << operation;
    }
    EXPECT_GT(operation, 700U);  // the scrub alone reads more
    EXPECT_LE(longest, 30ms);
    std::printf("hold-up needed: %.1f ms, at %llu instants\n",
                static_cast<double>(longest.count()) / 1e6,
                static_cast<unsigned long long>(operation));
}

TEST(HoldUp, an_erase_of_the_flash_that_is_under_way_delays_the_last_commit_by_a_poll_alone) {
    Devices made = new_meter();
    // So that each ring begins with an erase, as it does wherever it has gone round.
    const std::vector<std::uint8_t> used(meter::nor_sector_bytes, 0x5A);
    for (std::uint32_t sector = meter::flash_layout::events.first_sector;
         sector < meter::flash_layout::sectors; ++sector) {
        made.flash.alter(sector * meter::nor_sector_bytes, used);
    }
    std::chrono::nanoseconds longest{0};
    std::chrono::nanoseconds most_left{0};
    std::uint64_t warnings = 0;
    std::uint64_t erases = 0;
    bool was_warned = true;
    for (std::uint64_t poll = 1; was_warned; poll += 11) {
        Devices devices = made;
        WarnedEeprom eeprom{.part = devices.eeprom, .at = 0, .warn = {}};
        PolledFlash flash{.part = devices.flash, .at = 0, .warn = {}};
        WholeMeter<WarnedEeprom, PolledFlash> meter{eeprom, flash};
        ASSERT_TRUE(meter.start(begin));
        std::chrono::nanoseconds eeprom_busy_before{0};
        flash.warn = [&] {
            eeprom_busy_before = devices.eeprom.activity().busy;
            meter.memory().power_is_failing(true);
        };
        flash.at = flash.polls + poll;

        work(meter, devices.eeprom, flash);
        was_warned = flash.is_warned();
        meter.meter().save();

        erases = std::max(erases, flash.erases);
        if (was_warned) {
            ++warnings;
            most_left = std::max(most_left, flash.left_at_warning);
            longest = std::max(longest, devices.eeprom.activity().busy - eeprom_busy_before +
                                            flash.since_warning());
        }
        meter::MeterMemory again{devices.eeprom, devices.flash};
        meter::StoredState room{};
        meter::State recovered;
        ASSERT_TRUE(again.open(std::nullopt, recovered, room));
        ASSERT_EQ(recovered.account.consumed_total(), meter.state().account.consumed_total())
            << "poll " << poll;
    }
    EXPECT_GT(erases, 0U);
    EXPECT_GT(warnings, 100U);
    EXPECT_GT(most_left, 350ms);  // a wait for it alone would be too long
    EXPECT_LE(longest, 30ms);
    std::printf("hold-up needed where the flash works: %.1f ms, at %llu instants\n",
                static_cast<double>(longest.count()) / 1e6,
                static_cast<unsigned long long>(warnings));
}

TEST(HoldUp, after_the_last_commit_all_else_is_tried_with_what_is_left) {
    Devices devices = new_meter();
    WholeMeter<At24Eeprom, W25qNorFlash> meter{devices.eeprom, devices.flash};
    ASSERT_TRUE(meter.start(begin));

    meter.memory().power_is_failing(true);
    meter.meter().keep(meter::EventKind::started, 0);
    const bool could_store = meter.meter().can_store();
    meter.meter().save();
    meter.step(full_load, 150ms);
    meter.meter().keep(meter::EventKind::started, 0);

    EXPECT_FALSE(could_store);
    EXPECT_TRUE(meter.meter().can_store());
    meter::MeterMemory again{devices.eeprom, devices.flash};
    meter::StoredState room{};
    meter::State recovered;
    ASSERT_TRUE(again.open(std::nullopt, recovered, room));
    EXPECT_EQ(recovered.events, meter.state().events);
}

TEST(HoldUp, no_page_that_was_given_up_counts_as_bad) {
    Devices devices = new_meter();
    WarnedEeprom eeprom{.part = devices.eeprom, .at = 0, .warn = {}};
    meter::GuardedDevice guard{eeprom};
    meter::StateLog log{guard};
    std::array<std::uint8_t, meter::largest_state_payload> room{};
    ASSERT_TRUE(log.mount(std::nullopt, room));
    eeprom.warn = [&guard] { guard.stop(true); };
    eeprom.at = eeprom.operations + 10;

    const auto given_up = log.commit_state({std::span{room}.first(1'800)});
    guard.stop(false);

    EXPECT_FALSE(given_up);
    EXPECT_EQ(log.bad_spots(), 0U);
    EXPECT_TRUE(log.commit_state({std::span{room}.first(1'800)}));
}

}  // namespace
}  // namespace storage_test
