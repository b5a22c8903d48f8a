#include "meter/storage/history.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "boards/host/devices/w25q_nor_flash.h"
#include "meter/credit/supply_rules.h"
#include "simulator/faults/faulty_device.h"
#include "tests/storage/warned_devices.h"

namespace {

using boards::W25qNorFlash;
using meter::DeviceOwner;
using meter::HistoryPayload;
using meter::MountError;
using meter::State;
using namespace std::chrono_literals;

using Ring = meter::HistoryRing<W25qNorFlash>;
using History = meter::History<W25qNorFlash>;

constexpr DeviceOwner owner{42};
constexpr meter::flash_layout::Ring small_ring{
    .first_sector = 10, .second_copy = 20, .sectors = 3, .record_bytes = 64};
constexpr std::uint32_t sector_bytes = 4096;

HistoryPayload payload_of(std::uint32_t number) {
    HistoryPayload payload{};
    for (std::size_t i = 0; i < payload.size(); ++i) {
        payload[i] = static_cast<std::uint8_t>(number + i);
    }
    return payload;
}

// Of the first `written` records those that are not there and should be.
std::vector<std::uint32_t> missing_of(W25qNorFlash& device, std::uint32_t written) {
    Ring ring{device, small_ring};
    ring.recover();
    std::vector<std::uint32_t> missing;
    for (std::uint32_t number = ring.oldest(); number <= written; ++number) {
        HistoryPayload payload{};
        if (!ring.read(number, payload) || payload != payload_of(number)) {
            missing.push_back(number);
        }
    }
    return missing;
}

W25qNorFlash ring_of(std::uint32_t records) {
    W25qNorFlash device;
    Ring ring{device, small_ring};
    for (std::uint32_t number = 1; number <= records; ++number) {
        EXPECT_TRUE(ring.append(payload_of(number)));
    }
    return device;
}

template <typename AnyRing>
meter::ScrubResult scrub_all(AnyRing& ring) {
    meter::ScrubResult sum;
    for (std::uint32_t sector = 0; sector < ring.sectors(); ++sector) {
        const auto found = ring.scrub(sector);
        sum.repaired += found.repaired;
        sum.lost += found.lost;
    }
    return sum;
}

// A flash of which some sectors take no write any more.
struct BadFlash {
    W25qNorFlash part;
    simulator::PowerSupply power;
    simulator::PageFaults faults{sector_bytes};
    simulator::FaultyDevice<W25qNorFlash> device{part, power, &faults};
};
using BadRing = meter::HistoryRing<simulator::FaultyDevice<W25qNorFlash>>;

TEST(HistoryRing, a_bad_sector_of_one_copy_shortens_nothing_and_is_told) {
    for (const simulator::PageFault fault :
         {simulator::PageFault::dead, simulator::PageFault::worn}) {
        for (const std::uint32_t sector : {10U, 11U, 12U, 20U, 21U, 22U}) {
            BadFlash bad;
            BadRing ring{bad.device, small_ring};
            for (std::uint32_t number = 1; number <= 200; ++number) {
                ASSERT_TRUE(ring.append(payload_of(number)));
            }
            bad.faults.set(sector, fault);
            for (std::uint32_t number = 201; number <= 500; ++number) {
                ASSERT_TRUE(ring.append(payload_of(number)));
            }

            EXPECT_EQ(ring.newest(), 500U);
            EXPECT_GE(ring.newest() - ring.oldest() + 1, small_ring.kept_at_least());
            EXPECT_EQ(missing_of(bad.part, 500), std::vector<std::uint32_t>{}) << sector;
            const auto found = scrub_all(ring);
            EXPECT_EQ(found.repaired, 0U);
            EXPECT_GT(found.lost, 0U);
        }
    }
}

constexpr meter::flash_layout::Ring single_ring{
    .first_sector = 10, .second_copy = 0, .sectors = 4, .record_bytes = 16};

std::array<std::uint8_t, 9> value_of(std::uint32_t number) {
    std::array<std::uint8_t, 9> value{};
    value[0] = static_cast<std::uint8_t>(number);
    value[1] = static_cast<std::uint8_t>(number >> 8);
    return value;
}

TEST(HistoryRing, a_dead_sector_of_records_that_live_once_is_skipped_and_told) {
    BadFlash bad;
    bad.faults.set(11, simulator::PageFault::dead);
    BadRing ring{bad.device, single_ring};
    for (std::uint32_t i = 1; i <= 2'000; ++i) {
        ASSERT_TRUE(ring.append(value_of(i)));
    }

    std::uint32_t kept = 0;
    for (std::uint32_t number = ring.oldest(); number <= ring.newest(); ++number) {
        std::array<std::uint8_t, 9> value{};
        kept += ring.read(number, value) ? 1U : 0U;
    }
    EXPECT_GE(kept, single_ring.kept_at_least() - single_ring.records_per_sector());
    EXPECT_GT(scrub_all(ring).lost, 0U);
    BadRing again{bad.device, single_ring};
    again.recover();
    EXPECT_EQ(again.newest(), ring.newest());
}

TEST(HistoryRing, a_flipped_bit_of_a_record_that_lives_once_is_found_lost_once) {
    W25qNorFlash whole;
    Ring ring{whole, single_ring};
    for (std::uint32_t i = 1; i <= 20; ++i) {
        ASSERT_TRUE(ring.append(value_of(i)));
    }
    for (std::uint32_t byte = 0; byte < 16; ++byte) {
        W25qNorFlash device = whole;
        Ring damaged{device, single_ring};
        damaged.recover();
        const std::uint32_t address = 10 * sector_bytes + 7 * 16 + byte;
        std::array<std::uint8_t, 1> value{};
        ASSERT_TRUE(device.read(address, value));
        device.alter(address, std::array{static_cast<std::uint8_t>(value[0] ^ 0x10)});

        const auto first = scrub_all(damaged);
        const auto second = scrub_all(damaged);

        EXPECT_EQ(first, (meter::ScrubResult{.lost = 1})) << byte;
        EXPECT_EQ(second, meter::ScrubResult{}) << byte;
        std::array<std::uint8_t, 9> payload{};
        EXPECT_FALSE(damaged.read(7, payload));
        EXPECT_FALSE(damaged.was_passed_over(7));
        EXPECT_TRUE(damaged.read(8, payload));
    }
}

TEST(HistoryRing, a_record_that_a_cut_tore_is_no_loss) {
    W25qNorFlash device;
    Ring ring{device, single_ring};
    for (std::uint32_t i = 1; i <= 20; ++i) {
        ASSERT_TRUE(ring.append(value_of(i)));
    }
    device.alter(10 * sector_bytes + 21 * 16, std::array<std::uint8_t, 5>{0, 0, 21, 21});

    Ring again{device, single_ring};
    again.recover();
    ASSERT_TRUE(again.append(value_of(21)));

    EXPECT_EQ(again.newest(), 22U);
    EXPECT_TRUE(again.was_passed_over(21));
    EXPECT_EQ(scrub_all(again), meter::ScrubResult{});
}

TEST(HistoryRing, a_read_that_was_disturbed_once_marks_nothing) {
    BadFlash bad;
    BadRing ring{bad.device, single_ring};
    for (std::uint32_t i = 1; i <= 20; ++i) {
        ASSERT_TRUE(ring.append(value_of(i)));
    }
    bad.faults.set(10, simulator::PageFault::reads_wrong_once);

    EXPECT_EQ(scrub_all(ring), meter::ScrubResult{});
}

TEST(HistoryRing, finds_the_newest_after_every_number_of_records) {
    W25qNorFlash device;
    Ring ring{device, small_ring};
    for (std::uint32_t number = 1; number <= 450; ++number) {
        ASSERT_TRUE(ring.append(payload_of(number)));
        Ring again{device, small_ring};
        again.recover();
        ASSERT_EQ(again.newest(), number);
    }
    EXPECT_EQ(missing_of(device, 450), std::vector<std::uint32_t>{});
}

TEST(HistoryRing, keeps_at_least_all_sectors_but_one) {
    for (const std::uint32_t records : {128U, 191U, 192U, 193U, 300U}) {
        W25qNorFlash device = ring_of(records);
        Ring ring{device, small_ring};
        ring.recover();

        EXPECT_GE(ring.newest() - ring.oldest() + 1, small_ring.kept_at_least());
        EXPECT_EQ(missing_of(device, records), std::vector<std::uint32_t>{});
    }
}

TEST(HistoryRing, a_destroyed_sector_of_either_copy_loses_nothing_and_is_repaired) {
    for (const std::uint32_t sector : {10U, 11U, 12U, 20U, 21U, 22U}) {
        for (const std::uint8_t value : std::array<std::uint8_t, 3>{0x00, 0xFF, 0x5A}) {
            W25qNorFlash device = ring_of(150);
            device.alter(sector * sector_bytes, std::vector<std::uint8_t>(sector_bytes, value));

            EXPECT_EQ(missing_of(device, 150), std::vector<std::uint32_t>{});

            Ring ring{device, small_ring};
            ring.recover();
            EXPECT_GT(scrub_all(ring).repaired, 0U);
            EXPECT_EQ(scrub_all(ring), meter::ScrubResult{});
            const std::uint32_t twin = sector < 20 ? sector + 10 : sector - 10;
            device.alter(twin * sector_bytes, std::vector<std::uint8_t>(sector_bytes, 0));
            EXPECT_EQ(missing_of(device, 150), std::vector<std::uint32_t>{});
        }
    }
}

TEST(HistoryRing, goes_on_behind_a_record_that_was_torn) {
    W25qNorFlash device = ring_of(70);
    device.alter(10 * sector_bytes + 71 * 64, std::array<std::uint8_t, 3>{1, 2, 3});
    Ring ring{device, small_ring};
    ring.recover();

    ASSERT_TRUE(ring.append(payload_of(72)));

    EXPECT_EQ(ring.newest(), 72U);
    EXPECT_EQ(missing_of(device, 72), std::vector<std::uint32_t>{71});
}

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
    BadFlash bad;
    bad.faults.set(meter::flash_layout::second_header_sector, simulator::PageFault::dead);
    meter::History history{bad.device};
    ASSERT_TRUE(history.mount(owner));

    EXPECT_EQ(history.repaired_at_start(), 1U);  // one of a new device's two
    EXPECT_EQ(history.scrub(0), (meter::ScrubResult{.lost = 1}));
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
