#include "meter/storage/history.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

#include "boards/host/devices/w25q_nor_flash.h"
#include "meter/credit/supply_rules.h"

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
            EXPECT_GT(ring.scrub(0) + ring.scrub(1) + ring.scrub(2), 0U);
            EXPECT_EQ(ring.scrub(0) + ring.scrub(1) + ring.scrub(2), 0U);
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

template <typename Value, typename Decode>
std::vector<Value> all_of(Ring& ring, Decode decode) {
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

std::uint32_t scrub_all(History& history) {
    std::uint32_t repaired = 0;
    for (std::uint32_t step = 0; step < History::scrub_steps; ++step) {
        repaired += history.scrub(step);
    }
    return repaired;
}

TEST(History, a_scrub_repairs_a_flipped_bit_in_every_byte_that_lives_twice) {
    namespace layout = meter::flash_layout;
    W25qNorFlash whole;
    History history{whole};
    ASSERT_TRUE(history.mount(owner));
    for (std::uint32_t i = 0; i < 3; ++i) {
        for (Ring* ring :
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
