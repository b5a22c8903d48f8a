// The meter's whole memory: what devices get that are not right.
#include "meter/storage/meter_memory.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "base/byte_writer.h"
#include "base/crc32c.h"
#include "base/rounding.h"
#include "boards/host/devices/at24_eeprom.h"
#include "boards/host/devices/w25q_nor_flash.h"
#include "meter/credit/supply_rules.h"
#include "tests/storage/format_before.h"

namespace {

using base::WattHours;
using boards::At24Eeprom;
using boards::W25qNorFlash;
using meter::DeviceOwner;
using meter::MountError;
using meter::OpenError;
using namespace std::chrono_literals;

const meter::Keying keying{.meter = card::MeterId{42}, .meter_key = {}};
constexpr std::chrono::sys_seconds begin =
    std::chrono::sys_days{std::chrono::March / 1 / 2026} + 8h;

meter::StateRecord record_of(const meter::State& state) {
    meter::StateRecord record{};
    encode(state, record);
    return record;
}

// A meter that has credit and has used 500 Wh in five hours, and what it keeps.
struct UsedMeter {
    At24Eeprom eeprom;
    W25qNorFlash flash;
    meter::State state;

    UsedMeter() {
        meter::MeterMemory memory{eeprom, flash};
        meter::StoredState room{};
        state.time = begin;
        EXPECT_TRUE(memory.key(keying, state, room));
        state.opened = true;
        state.reasons = {};
        state.account.take({.sequence = card::Sequence{1}, .ordered_total = WattHours{30'000}});
        for (int step = 0; step < 60; ++step) {
            advance(state, {.power = base::Milliwatts{100'000}}, 5min);
            EXPECT_TRUE(memory.save(record_of(state)));
            EXPECT_TRUE(memory.history().follow(state));
        }
    }
};

struct Opened {
    std::expected<meter::Keying, OpenError> keying;
    std::optional<MountError> history_error;
    meter::State state;
};

Opened open(At24Eeprom& eeprom, W25qNorFlash& flash,
            std::optional<DeviceOwner> owner = std::nullopt) {
    meter::MeterMemory memory{eeprom, flash};
    meter::StoredState room{};
    Opened opened;
    opened.keying = memory.open(owner, opened.state, room);
    opened.history_error = memory.history_error();
    return opened;
}

template <typename Device>
void spoil(Device& device, std::uint32_t from, std::uint32_t until, bool with_noise) {
    std::vector<std::uint8_t> bytes(until - from, 0xFF);
    std::uint32_t noise = from + 1;
    for (auto& byte : bytes) {
        noise = noise * 1'664'525 + 1'013'904'223;
        byte = with_noise ? static_cast<std::uint8_t>(noise >> 24) : byte;
    }
    device.alter(from, bytes);
}

// Makes the record that begins `page` one of a format to come, with a right
// checksum.
void make_format_newer(At24Eeprom& eeprom, std::uint32_t page, std::size_t size) {
    std::vector<std::uint8_t> record(size);
    ASSERT_TRUE(eeprom.read(page * 64, record));
    record[1] = meter::storage_format + 1;
    base::ByteWriter{std::span{record}.last(4)}.u32(
        base::crc32c(std::span{record}.first(size - 4)));
    eeprom.alter(page * 64, record);
}

// As a later program leaves it that was cut while it brought the device up to
// its format.
void make_next_energy_newer(At24Eeprom& eeprom) {
    for (std::uint32_t page = meter::eeprom_layout::first_ring_page;; ++page) {
        meter::EepromPage bytes{};
        ASSERT_TRUE(eeprom.read(page * 64, bytes));
        if (meter::is_erased(bytes)) {
            eeprom.alter(page * 64, encode(meter::EnergyRecord{.sequence = 9'999, .base = 1}));
            make_format_newer(eeprom, page, bytes.size());
            return;
        }
    }
}

// A device whose newest state has a version to come, of `size` bytes; the one
// before is of today.
At24Eeprom of_newer_state_version(std::size_t size) {
    UsedMeter used;
    std::vector<std::uint8_t> record(size);
    const meter::StateRecord today = record_of(used.state);
    std::ranges::copy(today, record.begin());
    record[1] = 200;
    base::ByteWriter{std::span{record}.last(4)}.u32(
        base::crc32c(std::span{record}.first(size - 4)));
    meter::StateLog log{used.eeprom};
    std::vector<std::uint8_t> room(meter::largest_state_payload);
    EXPECT_TRUE(log.mount(std::nullopt, room));
    EXPECT_TRUE(log.commit_state({encode(keying), record}));
    return used.eeprom;
}

TEST(MeterMemory, opens_no_eeprom_that_is_not_whole_and_writes_nothing_to_it) {
    const auto outcome_of = [](At24Eeprom eeprom, std::optional<DeviceOwner> owner = {}) {
        W25qNorFlash flash;
        const auto writes = eeprom.activity().writes;
        const auto opened = open(eeprom, flash, owner);
        EXPECT_EQ(eeprom.activity().writes, writes);
        EXPECT_EQ(flash.activity().writes, 0U);
        EXPECT_FALSE(opened.keying);
        return opened.keying.error();
    };
    const UsedMeter used;
    At24Eeprom noise = used.eeprom;
    spoil(noise, 0, At24Eeprom::standard_size_bytes, true);
    At24Eeprom lower_half_erased = used.eeprom;
    spoil(lower_half_erased, 0, At24Eeprom::standard_size_bytes / 2, false);
    At24Eeprom newer = used.eeprom;
    newer.alter(0, encode(meter::DeviceHeader{.format = meter::storage_format + 1,
                                              .owner = DeviceOwner{42}}));

    At24Eeprom newer_state = used.eeprom;
    for (std::uint32_t place = 0; place < meter::eeprom_layout::places; ++place) {
        make_format_newer(newer_state, meter::eeprom_layout::place_page(place),
                          meter::state_head_size);
    }
    At24Eeprom newer_energy = used.eeprom;
    make_next_energy_newer(newer_energy);

    EXPECT_EQ(outcome_of(newer_state), OpenError::newer_format);
    EXPECT_EQ(outcome_of(newer_energy), OpenError::newer_format);
    EXPECT_EQ(outcome_of(of_newer_state_version(meter::state_record_size)),
              OpenError::newer_format);
    EXPECT_EQ(outcome_of(of_newer_state_version(meter::state_record_size_before)),
              OpenError::newer_format);
    EXPECT_EQ(outcome_of(At24Eeprom{0}), OpenError::absent);
    EXPECT_EQ(outcome_of(At24Eeprom{64 * 1024}), OpenError::wrong_size);
    EXPECT_EQ(outcome_of(At24Eeprom{}), OpenError::not_keyed);
    EXPECT_EQ(outcome_of(noise), OpenError::damaged);
    EXPECT_EQ(outcome_of(lower_half_erased), OpenError::damaged);
    EXPECT_EQ(outcome_of(newer), OpenError::newer_format);
    EXPECT_EQ(outcome_of(used.eeprom, DeviceOwner{43}), OpenError::foreign);
}

TEST(MeterMemory, runs_without_a_history_where_the_flash_is_not_right) {
    UsedMeter used;
    const auto error_with = [&used](W25qNorFlash flash) {
        const auto opened = open(used.eeprom, flash);
        EXPECT_TRUE(opened.keying);
        EXPECT_EQ(opened.state, used.state);
        return opened.history_error;
    };
    W25qNorFlash foreign;
    ASSERT_TRUE(meter::History{foreign}.mount(DeviceOwner{43}));
    W25qNorFlash newer;
    newer.alter(0, encode(meter::DeviceHeader{.format = meter::storage_format + 1,
                                              .kind = meter::DeviceKind::flash,
                                              .size_bytes = W25qNorFlash::standard_size_bytes,
                                              .owner = DeviceOwner{42}}));
    W25qNorFlash noise;
    spoil(noise, 0, W25qNorFlash::standard_size_bytes, true);
    W25qNorFlash half_erased = used.flash;
    spoil(half_erased, 0, W25qNorFlash::standard_size_bytes / 2, false);

    EXPECT_EQ(error_with(W25qNorFlash{0}), MountError::absent);
    EXPECT_EQ(error_with(W25qNorFlash{512 * 1024}), MountError::wrong_size);
    EXPECT_EQ(error_with(foreign), MountError::foreign);
    EXPECT_EQ(error_with(newer), MountError::newer_format);
    EXPECT_EQ(error_with(noise), std::nullopt);
    EXPECT_EQ(error_with(half_erased), std::nullopt);
}

std::vector<std::uint8_t> state_record_of_version_2() {
    std::ifstream file{TALLYWATT_SOURCE "/meter/storage/testdata/state_record_2.hex"};
    std::vector<std::uint8_t> record;
    for (std::string byte; file >> byte;) {
        record.push_back(static_cast<std::uint8_t>(std::stoul(byte, nullptr, 16)));
    }
    return record;
}

TEST(MeterMemory, goes_on_from_a_state_record_of_the_version_before) {
    const auto old_record = state_record_of_version_2();
    meter::State state;
    ASSERT_TRUE(decode_state(old_record, state));
    state.account.consume(base::millijoules(WattHours{7}));
    At24Eeprom eeprom;
    W25qNorFlash flash;
    meter::StateLog log{eeprom};
    ASSERT_TRUE(log.format(DeviceOwner{42}));
    ASSERT_TRUE(log.commit_state({encode(keying), old_record}));
    meter::EnergyPayload energy{};
    std::ranges::copy(meter::energy_part(record_of(state)), energy.begin());
    ASSERT_TRUE(log.commit_energy(energy));

    meter::MeterMemory memory{eeprom, flash};
    meter::StoredState room{};
    meter::State found;
    ASSERT_TRUE(memory.open(std::nullopt, found, room));
    EXPECT_EQ(found, state);
    ASSERT_TRUE(memory.save(record_of(found)));

    EXPECT_EQ(open(eeprom, flash).state, state);
    const auto writes = eeprom.activity().writes;
    ASSERT_TRUE(memory.save(record_of(found)));
    EXPECT_EQ(eeprom.activity().writes - writes, 2U);  // energy alone: the new version stands
}

TEST(MeterMemory, goes_on_from_a_device_of_the_format_before) {
    UsedMeter used;
    storage_test::downgrade(used.eeprom);

    const Opened opened = open(used.eeprom, used.flash);

    ASSERT_TRUE(opened.keying);
    EXPECT_EQ(record_of(opened.state), record_of(used.state));
}

// Between the start of a new program and its first commit nothing can have been counted.
TEST(MeterMemory, a_warning_before_the_first_commit_leaves_the_version_before_as_it_is) {
    UsedMeter used;
    storage_test::downgrade(used.eeprom);
    meter::MeterMemory memory{used.eeprom, used.flash};
    meter::StoredState room{};
    meter::State found;
    ASSERT_TRUE(memory.open(std::nullopt, found, room));

    memory.power_is_failing(true);
    const auto kept = memory.save(record_of(found));

    EXPECT_FALSE(kept);
    EXPECT_EQ(record_of(open(used.eeprom, used.flash).state), record_of(used.state));
}

// What the meter was not able to have counted since the flash heard of it last.
base::Millijoules since_last_profile_value(const meter::State& state) {
    return base::millijoules(WattHours{1}) +
           base::Millijoules{100 * (state.time - begin).count() % (100 * 1'800'000)};
}

TEST(MeterMemory, a_spoiled_part_of_the_eeprom_gains_no_credit) {
    const UsedMeter used;
    for (std::uint32_t from = 0; from < 512; from += 8) {
        for (std::uint32_t pages = 1; from + pages <= 512; pages = pages * 3) {
            for (const bool with_noise : {false, true}) {
                At24Eeprom eeprom = used.eeprom;
                W25qNorFlash flash = used.flash;
                spoil(eeprom, from * 64, (from + pages) * 64, with_noise);

                const auto opened = open(eeprom, flash);

                if (opened.keying) {
                    const auto& account = opened.state.account;
                    ASSERT_LE(account.ordered().ordered_total, WattHours{30'000});
                    ASSERT_LE(account.remaining(),
                              used.state.account.remaining() + since_last_profile_value(used.state))
                        << from << ' ' << pages;
                }
            }
        }
    }
}

}  // namespace
