#include "meter/storage/history.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "boards/host/devices/w25q_nor_flash.h"
#include "meter/credit/supply_rules.h"
#include "tests/storage/flash_with_faults.h"
#include "tests/storage/format_before.h"
#include "tests/storage/warned_devices.h"

namespace {

using boards::W25qNorFlash;
using meter::DeviceOwner;
using meter::MountError;
using meter::State;
using storage_test::FlashWithFaults;
using storage_test::payload_of;
using storage_test::sector_bytes;
using namespace std::chrono_literals;

using History = meter::History<W25qNorFlash>;

constexpr DeviceOwner owner{42};

State state_at(std::chrono::sys_seconds time) {
    State state;
    state.time = time;
    return state;
}

template <typename Value, typename AnyRing, typename Decode>
std::vector<Value> all_of(AnyRing& ring, Decode decode) {
    std::vector<Value> values;
    for (std::uint32_t number = ring.oldest(); number <= ring.newest(); ++number) {
        std::vector<std::uint8_t> payload(ring.payload_size());
        if (ring.read(number, payload)) {
            values.push_back(*decode(payload));
        }
    }
    return values;
}

TEST(History, keeps_every_event_once_through_restarts) {
    W25qNorFlash device;
    State state = state_at(std::chrono::sys_days{std::chrono::March / 1 / 2026});
    for (int start = 0; start < 5; ++start) {
        History history{device};
        ASSERT_TRUE(history.mount(owner));
        for (int i = 0; i < 7; ++i) {
            state.time += 10min;  // a kind has its share in an hour
            note(state, meter::EventKind::started, i);
            ASSERT_TRUE(history.follow(state));
        }
    }

    History history{device};
    ASSERT_TRUE(history.mount(owner));
    const auto events = all_of<meter::Event>(history.events(), meter::decode_event);
    ASSERT_EQ(events.size(), 35U);
    for (std::size_t i = 0; i < events.size(); ++i) {
        EXPECT_EQ(events[i].number, i + 1);
    }
}

TEST(History, keeps_the_register_at_the_end_of_periods_days_and_months) {
    W25qNorFlash device;
    History history{device};
    ASSERT_TRUE(history.mount(owner));
    const std::chrono::sys_seconds begin =
        std::chrono::sys_days{std::chrono::March / 30 / 2026} + 12h;
    State state = state_at(begin);
    for (int minute = 0; minute < 3 * 24 * 60; ++minute) {
        advance(state, {.power = base::Milliwatts{600'000}}, 1min);
        ASSERT_TRUE(history.follow(state));
    }

    const auto profile = all_of<meter::ProfileValue>(history.load_profile(), meter::decode_profile);
    const auto days = all_of<meter::Reading>(history.day_ends(), meter::decode_reading);
    const auto months = all_of<meter::Reading>(history.month_ends(), meter::decode_reading);
    ASSERT_EQ(profile.size(), 3U * 48U + 1U);
    EXPECT_FALSE(profile[0].had_power);
    for (std::size_t i = 2; i < profile.size(); ++i) {
        EXPECT_EQ(profile[i].end - profile[i - 1].end, 30min);
        EXPECT_EQ(profile[i].consumed_total - profile[i - 1].consumed_total, base::WattHours{300});
        EXPECT_TRUE(profile[i].had_power);
    }
    ASSERT_EQ(days.size(), 3U);
    EXPECT_EQ(days[0].time, std::chrono::sys_days{std::chrono::March / 31 / 2026});
    EXPECT_EQ(days[0].consumed_total, base::millijoules(base::WattHours{12 * 600}));
    ASSERT_EQ(months.size(), 1U);
    EXPECT_EQ(months[0].time, std::chrono::sys_days{std::chrono::April / 1 / 2026});
}

TEST(History, ends_days_and_months_by_the_local_clock) {
    W25qNorFlash device;
    History history{device};
    ASSERT_TRUE(history.mount(owner));
    State state = state_at(std::chrono::sys_days{std::chrono::March / 31 / 2026} + 12h);
    state.parameters.utc_offset = 5h + 45min;  // Kathmandu
    state.parameters.load_profile_period = 60min;
    for (int minute = 0; minute < 24 * 60; ++minute) {
        advance(state, {.power = base::Milliwatts{600'000}}, 1min);
        if (history.is_due(state)) {
            ASSERT_TRUE(history.follow(state));
        }
    }

    const auto days = all_of<meter::Reading>(history.day_ends(), meter::decode_reading);
    const auto months = all_of<meter::Reading>(history.month_ends(), meter::decode_reading);
    ASSERT_EQ(days.size(), 1U);
    EXPECT_EQ(days[0].time, std::chrono::sys_days{std::chrono::March / 31 / 2026} + 18h + 15min);
    EXPECT_EQ(days[0].consumed_total, base::millijoules(base::WattHours{6 * 600 + 150}));
    ASSERT_EQ(months.size(), 1U);
    EXPECT_EQ(months[0], days[0]);
    EXPECT_EQ(all_of<meter::ProfileValue>(history.load_profile(), meter::decode_profile).size(),
              25U);
}

// A meter whose rings of day ends went round, up to the noon after `days` days.
struct LongHistory {
    W25qNorFlash device;
    State state = state_at(std::chrono::sys_days{std::chrono::March / 1 / 2026} + 12h);

    explicit LongHistory(int days) {
        History history{device};
        EXPECT_TRUE(history.mount(owner));
        for (int day = 0; day <= days; ++day) {
            state.time += day == 0 ? 0h : 24h;
            EXPECT_TRUE(history.follow(state));
        }
    }
};

TEST(History, a_warning_while_it_is_written_loses_none_of_the_newest_62_day_ends) {
    // In the middle of a sector, at its last record, and where the next one is erased.
    for (const int days : {100, 126, 127, 128}) {
        const LongHistory before{days};
        bool was_warned = true;
        for (int at = 1; was_warned; ++at) {
            LongHistory meter = before;
            int operations = 0;
            std::function<void()> begins = [] {};
            storage_test::WatchedFlash flash{.part = meter.device, .begins = [&] { begins(); }};
            meter::History history{flash};
            ASSERT_TRUE(history.mount(owner));
            begins = [&] {
                if (++operations == at) {
                    history.power_is_failing(true);
                }
            };
            meter.state.time += 12h;
            (void)history.follow(meter.state);
            was_warned = operations >= at;

            begins = [] {};
            history.power_is_failing(false);
            for (int day = 0; day < 3; ++day) {
                meter.state.account.consume(base::Millijoules{1'000});
                meter.state.time += 1h;
                ASSERT_TRUE(history.follow(meter.state));
                meter.state.time += 23h;
            }

            const auto kept = all_of<meter::Reading>(history.day_ends(), meter::decode_reading);
            ASSERT_GE(kept.size(), 62U) << days << " days, operation " << at;
            for (std::size_t i = 1; i < kept.size(); ++i) {
                ASSERT_EQ(kept[i].time - kept[i - 1].time, 24h)
                    << days << " days, operation " << at << ", day end " << i;
            }
        }
    }
}

std::uint32_t scrub_all(History& history) {
    std::uint32_t repaired = 0;
    for (std::uint32_t step = 0; step < History::scrub_steps; ++step) {
        repaired += history.scrub(step).repaired;
    }
    return repaired;
}

TEST(History, a_scrub_repairs_a_flipped_bit_in_every_byte_that_lives_twice) {
    namespace layout = meter::flash_layout;
    W25qNorFlash whole;
    History history{whole};
    ASSERT_TRUE(history.mount(owner));
    for (std::uint32_t i = 0; i < 3; ++i) {
        for (History::Ring* ring :
             {&history.events(), &history.day_ends(), &history.month_ends(), &history.reports()}) {
            ASSERT_TRUE(ring->append(payload_of(i)));
        }
    }
    for (const auto& ring : {layout::events, layout::day_ends, layout::month_ends, layout::reports,
                             layout::Ring{.first_sector = layout::first_header_sector,
                                          .second_copy = layout::second_header_sector}}) {
        const std::uint32_t first_record = ring.record_bytes;  // numbers begin at 1; a header at 0
        for (const std::uint32_t sector : {ring.first_sector, ring.second_copy}) {
            for (std::uint32_t i = 0; i < 64; ++i) {
                W25qNorFlash device = whole;
                History running{device};
                ASSERT_TRUE(running.mount(owner));
                const std::uint32_t address = sector * sector_bytes + first_record + i;
                std::array<std::uint8_t, 1> before{};
                ASSERT_TRUE(device.read(address, before));
                const std::array flipped{static_cast<std::uint8_t>(before[0] ^ (1U << (i % 8)))};
                device.alter(address, flipped);

                ASSERT_EQ(scrub_all(running) > 0, true) << address;
                ASSERT_EQ(scrub_all(running), 0U) << address;

                std::array<std::uint8_t, 1> after{};
                ASSERT_TRUE(device.read(address, after));
                ASSERT_EQ(after, before) << address;
            }
        }
    }
}

TEST(History, a_header_that_cannot_be_made_whole_is_told_as_lost) {
    FlashWithFaults bad;
    bad.faults.set(meter::flash_layout::second_header_sector, simulator::PageFault::dead);
    meter::History history{bad.device};
    const auto found = history.mount(owner);

    EXPECT_EQ(found, (meter::ScrubResult{.repaired = 1}));  // one of a new device's two
    EXPECT_EQ(history.scrub(0), (meter::ScrubResult{.lost = 1}));
}

void destroy_headers(W25qNorFlash& device) {
    for (const std::uint32_t sector :
         {meter::flash_layout::first_header_sector, meter::flash_layout::second_header_sector}) {
        device.alter(sector * sector_bytes, std::vector<std::uint8_t>(sector_bytes, 0));
    }
}

// Where this meter's history begins is written in the headers alone, so with both gone nobody can
// say whose the records are.
TEST(History, with_both_headers_destroyed_nothing_of_before_counts_and_that_is_a_loss) {
    W25qNorFlash device;
    State of_another = state_at(std::chrono::sys_days{std::chrono::March / 1 / 2026});
    of_another.account.consume(base::millijoules(base::WattHours{900'000}));
    note(of_another, meter::EventKind::started);
    {
        History history{device};
        ASSERT_TRUE(history.mount(owner));
        ASSERT_TRUE(history.follow(of_another));
        ASSERT_TRUE(History{device}.begin_anew(owner));
    }
    State state = state_at(std::chrono::sys_days{std::chrono::March / 2 / 2026});
    note(state, meter::EventKind::started);
    {
        History history{device};
        ASSERT_TRUE(history.mount(owner));
        ASSERT_TRUE(history.follow(state));
    }
    destroy_headers(device);

    for (const std::uint32_t lost : {1U, 0U}) {
        History history{device};
        EXPECT_EQ(history.mount(owner), (meter::ScrubResult{.lost = lost}));
        EXPECT_EQ(history.consumed_at_least(), base::Millijoules{});
        EXPECT_FALSE(history.is_ahead_of(State{}));
        EXPECT_TRUE(all_of<meter::Event>(history.events(), meter::decode_event).empty());
        EXPECT_TRUE(
            all_of<meter::ProfileValue>(history.load_profile(), meter::decode_profile).empty());
    }
    History history{device};
    ASSERT_TRUE(history.mount(owner));
    ASSERT_TRUE(history.follow(state));
    EXPECT_EQ(all_of<meter::Event>(history.events(), meter::decode_event).size(), 1U);
}

TEST(History, a_flash_of_the_format_before_is_taken_over_with_all_that_it_holds) {
    W25qNorFlash device = LongHistory{100}.device;
    storage_test::downgrade(device);
    const std::uint32_t profile = 79 * sector_bytes;
    device.alter(profile + 5 * 16, std::array<std::uint8_t, 16>{});  // torn by a cut

    for (int start = 0; start < 2; ++start) {
        History history{device};

        EXPECT_EQ(history.mount(owner), meter::ScrubResult{});
        EXPECT_TRUE(history.load_profile().was_passed_over(5));
        EXPECT_EQ(all_of<meter::Reading>(history.day_ends(), meter::decode_reading).size(), 100U);
        EXPECT_EQ(scrub_all(history), 0U);
    }
    for (const std::uint32_t header : {0U, 255 * sector_bytes}) {
        meter::EepromPage page{};
        ASSERT_TRUE(device.read(header, page));
        EXPECT_EQ(meter::decode_device_header(page)->format, meter::storage_format);
    }
}

TEST(History, a_flash_that_is_not_its_own_is_left_alone) {
    W25qNorFlash foreign;
    W25qNorFlash small{512 * 1024};
    W25qNorFlash newer;
    ASSERT_TRUE(History{foreign}.mount(DeviceOwner{7}));
    newer.alter(0, encode(meter::DeviceHeader{.format = 9,
                                              .kind = meter::DeviceKind::flash,
                                              .size_bytes = 1'048'576,
                                              .owner = owner}));
    const auto outcome_of = [](W25qNorFlash& device) {
        const auto writes = device.activity().writes;
        History history{device};
        const auto mounted = history.mount(owner);
        State state = state_at({});
        note(state, meter::EventKind::started);
        EXPECT_FALSE(history.follow(state));
        EXPECT_EQ(device.activity().writes, writes);
        return mounted.error();
    };

    EXPECT_EQ(outcome_of(foreign), MountError::foreign);
    EXPECT_EQ(outcome_of(small), MountError::wrong_size);
    EXPECT_EQ(outcome_of(newer), MountError::newer_format);
}

TEST(History, noise_is_no_history_and_is_written_over) {
    W25qNorFlash device;
    std::uint32_t noise = 1;
    for (std::uint32_t sector = 0; sector < 256; ++sector) {
        std::vector<std::uint8_t> bytes(sector_bytes);
        for (auto& byte : bytes) {
            noise = noise * 1'664'525 + 1'013'904'223;
            byte = static_cast<std::uint8_t>(noise >> 24);
        }
        device.alter(sector * sector_bytes, bytes);
    }
    State state = state_at(std::chrono::sys_days{std::chrono::March / 1 / 2026});
    note(state, meter::EventKind::started);

    History history{device};
    ASSERT_TRUE(history.mount(owner));
    EXPECT_EQ(history.consumed_at_least(), base::Millijoules{});
    EXPECT_TRUE(history.follow(state));

    EXPECT_EQ(all_of<meter::Event>(history.events(), meter::decode_event).size(), 1U);
}

TEST(History, a_start_with_full_rings_takes_milliseconds_of_the_devices_time) {
    W25qNorFlash device;
    {
        History history{device};
        ASSERT_TRUE(history.mount(owner));
        for (std::uint32_t i = 0; i < 20'000; ++i) {
            ASSERT_TRUE(history.load_profile().append(meter::encode_profile({})));
        }
        for (std::uint32_t i = 0; i < 2'500; ++i) {
            ASSERT_TRUE(history.events().append(payload_of(i)));
        }
    }
    const auto before = device.activity();

    History history{device};
    ASSERT_TRUE(history.mount(owner));

    const auto spent = device.activity() - before;
    EXPECT_EQ(history.load_profile().newest(), 20'000U);
    EXPECT_EQ(history.events().newest(), 2'500U);
    EXPECT_GE(history.load_profile().newest() - history.load_profile().oldest() + 1, 400U * 48U);
    EXPECT_LE(spent.busy, 50ms);
    RecordProperty("reads", static_cast<int>(spent.reads));
    RecordProperty("microseconds", static_cast<int>(spent.busy.count() / 1'000));
}

}  // namespace
