#include "meter/storage/state_log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "boards/host/devices/at24_eeprom.h"
#include "tests/storage/warned_devices.h"

namespace {

using boards::At24Eeprom;
using meter::CommitError;
using meter::DeviceOwner;
using meter::EnergyPayload;
using meter::MountError;
using meter::StateLog;
namespace layout = meter::eeprom_layout;

constexpr DeviceOwner owner{42};
constexpr std::size_t state_size = 1'567;

using Log = StateLog<At24Eeprom>;

std::vector<std::uint8_t> state_of(std::uint8_t mark) {
    std::vector<std::uint8_t> state(state_size, mark);
    state.back() = static_cast<std::uint8_t>(mark + 1);
    return state;
}

EnergyPayload energy_of(std::uint8_t mark) {
    EnergyPayload payload;
    payload.fill(mark);
    return payload;
}

// What a meter finds that starts on `device`.
struct Found {
    std::expected<meter::Recovered, MountError> recovered;
    std::vector<std::uint8_t> state;
};

Found start(At24Eeprom& device, DeviceOwner who = owner) {
    Log log{device};
    Found found;
    found.state.resize(meter::largest_state_payload);
    found.recovered = log.mount(who, found.state);
    found.state.resize(found.recovered ? found.recovered->state_size : 0);
    return found;
}

// A device with the states 1 and 2 and three energy records on top.
At24Eeprom used_device() {
    At24Eeprom device;
    Log log{device};
    EXPECT_TRUE(log.format(owner));
    EXPECT_TRUE(log.commit_state({state_of(1)}));
    EXPECT_TRUE(log.commit_state({state_of(2)}));
    for (const std::uint8_t mark : std::array<std::uint8_t, 3>{10, 11, 12}) {
        EXPECT_TRUE(log.commit_energy(energy_of(mark)));
    }
    return device;
}

void destroy(At24Eeprom& device, std::uint32_t page, std::uint8_t value = 0x00) {
    std::array<std::uint8_t, 64> noise{};
    noise.fill(value);
    device.alter(page * 64, noise);
}

TEST(StateLog, a_blank_device_is_blank_and_stays_so) {
    At24Eeprom device;

    EXPECT_EQ(start(device).recovered.error(), MountError::blank);
    EXPECT_EQ(device.activity().writes, 0U);
}

TEST(StateLog, a_formatted_device_has_no_state_yet) {
    At24Eeprom device;
    ASSERT_TRUE(Log{device}.format(owner));

    const Found found = start(device);

    ASSERT_TRUE(found.recovered);
    EXPECT_EQ(found.recovered->state_size, 0U);
}

TEST(StateLog, finds_the_newest_state_and_how_it_went_on) {
    At24Eeprom device = used_device();

    const Found found = start(device);

    ASSERT_TRUE(found.recovered);
    EXPECT_EQ(found.state, state_of(2));
    EXPECT_EQ(found.recovered->energy->payload, energy_of(12));
    EXPECT_FALSE(found.recovered->made_copy_whole);
}

TEST(StateLog, a_state_supersedes_the_energy_before_it) {
    At24Eeprom device = used_device();
    {
        Log log{device};
        std::vector<std::uint8_t> room(meter::largest_state_payload);
        ASSERT_TRUE(log.mount(owner, room));
        ASSERT_TRUE(log.commit_state({state_of(3)}));
    }

    const Found found = start(device);

    EXPECT_EQ(found.state, state_of(3));
    EXPECT_EQ(found.recovered->energy, std::nullopt);
}

TEST(StateLog, a_state_that_was_given_up_does_not_return_once_the_old_one_went_on) {
    At24Eeprom device = used_device();
    std::vector<std::uint8_t> room(meter::largest_state_payload);
    storage_test::WarnedEeprom warned{.part = device, .at = 0, .warn = {}};
    meter::GuardedDevice guard{warned};
    meter::StateLog log{guard};
    ASSERT_TRUE(log.mount(owner, room));
    warned.warn = [&guard] { guard.stop(true); };
    warned.at = warned.operations + 80;  // one copy whole, the other not

    const auto outcome = log.commit_state({state_of(3)});
    guard.stop(false);
    ASSERT_TRUE(log.commit_energy(energy_of(13)));

    EXPECT_EQ(outcome, std::unexpected{CommitError::not_written});
    EXPECT_EQ(log.bad_spots(), 0U);
    const Found found = start(device);
    EXPECT_EQ(found.state, state_of(2));
    EXPECT_EQ(found.recovered->energy->payload, energy_of(13));
}

TEST(StateLog, no_single_destroyed_page_loses_anything) {
    const At24Eeprom whole = used_device();
    for (const std::uint8_t value : std::array<std::uint8_t, 3>{0x00, 0xFF, 0x5A}) {
        for (std::uint32_t page = 0; page < layout::pages; ++page) {
            At24Eeprom device = whole;
            destroy(device, page, value);

            const Found found = start(device);

            ASSERT_TRUE(found.recovered) << page;
            ASSERT_EQ(found.state, state_of(2)) << page;
            ASSERT_EQ(found.recovered->energy->payload, energy_of(12)) << page;
        }
    }
}

TEST(StateLog, every_start_leaves_each_record_twice) {
    const At24Eeprom whole = used_device();
    for (std::uint32_t first = 0; first < layout::pages; ++first) {
        At24Eeprom device = whole;
        destroy(device, first);
        ASSERT_TRUE(start(device).recovered);
        for (const std::uint32_t second :
             {layout::first_place_page, layout::place_page(1), layout::place_page(2),
              layout::first_ring_page + 4, layout::first_ring_page + 5}) {
            At24Eeprom again = device;
            destroy(again, second);

            const Found found = start(again);

            ASSERT_EQ(found.state, state_of(2)) << first << ' ' << second;
            ASSERT_EQ(found.recovered->energy->payload, energy_of(12)) << first << ' ' << second;
        }
    }
}

meter::ScrubResult scrub_all(Log& log) {
    meter::ScrubResult sum;
    for (std::uint32_t step = 0; step < Log::scrub_steps; ++step) {
        const auto result = log.scrub(step);
        sum.repaired += result.repaired;
        sum.lost += result.lost;
    }
    return sum;
}

// Every byte that a header or a standing record of used_device() covers: state 2 lies in the third
// and fourth place, the energy records in the ring's first six pages.
std::vector<std::uint32_t> live_addresses() {
    std::vector<std::uint32_t> addresses;
    const auto add = [&addresses](std::uint32_t page, std::uint32_t bytes) {
        for (std::uint32_t i = 0; i < bytes; ++i) {
            addresses.push_back(page * 64 + i);
        }
    };
    add(layout::first_header_page, 64);
    add(layout::second_header_page, 64);
    for (const std::uint32_t place : {2U, 3U}) {
        add(layout::place_page(place), meter::state_head_size + state_size);
    }
    add(layout::first_ring_page, 6 * 64);
    return addresses;
}

void flip_a_bit(At24Eeprom& device, std::uint32_t address) {
    std::array<std::uint8_t, 1> byte{};
    ASSERT_TRUE(device.read(address, byte));
    byte[0] = static_cast<std::uint8_t>(byte[0] ^ (1U << (address * 5 % 8)));
    device.alter(address, byte);
}

TEST(StateLog, a_scrub_repairs_a_flipped_bit_in_every_byte_of_what_stands) {
    const At24Eeprom whole = used_device();
    std::vector<std::uint8_t> room(meter::largest_state_payload);
    for (const std::uint32_t address : live_addresses()) {
        At24Eeprom device = whole;
        Log log{device};
        ASSERT_TRUE(log.mount(owner, room));
        flip_a_bit(device, address);

        const auto first = scrub_all(log);
        const auto second = scrub_all(log);

        ASSERT_EQ(first, (meter::ScrubResult{.repaired = 1})) << address;
        ASSERT_EQ(second, meter::ScrubResult{}) << address;
    }
}

// In pages kept free, in places never used, in superseded states, behind a record's end: no byte of
// the device is left out.
TEST(StateLog, a_scrub_repairs_a_flipped_bit_in_every_byte) {
    const At24Eeprom whole = used_device();
    std::vector<std::uint8_t> room(meter::largest_state_payload);
    for (std::uint32_t address = 0; address < layout::size_bytes; address += 7) {
        At24Eeprom device = whole;
        Log log{device};
        ASSERT_TRUE(log.mount(owner, room));
        flip_a_bit(device, address);

        const auto first = scrub_all(log);
        const auto second = scrub_all(log);

        ASSERT_GE(first.repaired, 1U) << address;
        ASSERT_EQ(first.lost, 0U) << address;
        ASSERT_EQ(second, meter::ScrubResult{}) << address;
        ASSERT_EQ(start(device).state, state_of(2)) << address;
    }
}

// Of a superseded record nothing is lost with both copies; the pages are made whole all the same.
TEST(StateLog, a_scrub_repairs_both_pages_of_a_superseded_record) {
    At24Eeprom device = used_device();
    std::vector<std::uint8_t> room(meter::largest_state_payload);
    Log log{device};
    ASSERT_TRUE(log.mount(owner, room));
    destroy(device, layout::first_ring_page + 2);
    destroy(device, layout::first_ring_page + 3);

    const auto first = scrub_all(log);
    const auto second = scrub_all(log);

    EXPECT_EQ(first, (meter::ScrubResult{.repaired = 2}));
    EXPECT_EQ(second, meter::ScrubResult{});
    EXPECT_EQ(start(device).recovered->energy->payload, energy_of(12));
}

TEST(StateLog, a_start_that_writes_the_second_copy_elsewhere_has_no_loss_told) {
    At24Eeprom device = used_device();
    destroy(device, layout::first_ring_page + 4);
    std::vector<std::uint8_t> room(meter::largest_state_payload);
    Log log{device};
    const auto found = log.mount(owner, room);
    ASSERT_TRUE(found && found->made_copy_whole);

    EXPECT_EQ(scrub_all(log), (meter::ScrubResult{.repaired = 1}));
    EXPECT_EQ(start(device).recovered->energy->payload, energy_of(12));
}

TEST(StateLog, the_next_start_and_scrub_notice_a_bit_that_flipped_without_power) {
    const At24Eeprom whole = used_device();
    std::vector<std::uint8_t> room(meter::largest_state_payload);
    for (const std::uint32_t address : live_addresses()) {
        At24Eeprom device = whole;
        flip_a_bit(device, address);
        Log log{device};

        const auto found = log.mount(owner, room);
        ASSERT_TRUE(found);
        const bool is_noticed = found->made_copy_whole || scrub_all(log).repaired == 1;

        ASSERT_TRUE(is_noticed) << address;
        ASSERT_EQ(found->energy->payload, energy_of(12)) << address;
        ASSERT_TRUE(std::ranges::equal(std::span{room}.first(state_size), state_of(2))) << address;
    }
}

TEST(StateLog, says_what_is_wrong_with_a_device_it_cannot_go_on_from) {
    At24Eeprom small{16 * 1'024};
    At24Eeprom noise;
    for (std::uint32_t page = 0; page < layout::pages; ++page) {
        destroy(noise, page, static_cast<std::uint8_t>(page * 37));
    }
    At24Eeprom newer = used_device();
    const auto header =
        encode(meter::DeviceHeader{.format = meter::storage_format + 1, .owner = owner});
    newer.alter(0, header);
    At24Eeprom too_old = used_device();
    for (const std::uint32_t page : {layout::first_header_page, layout::second_header_page}) {
        too_old.alter(page * 64, encode(meter::DeviceHeader{.format = 1, .owner = owner}));
    }
    At24Eeprom no_headers = used_device();
    destroy(no_headers, layout::first_header_page);
    destroy(no_headers, layout::second_header_page);
    At24Eeprom no_states = used_device();
    for (std::uint32_t place = 0; place < layout::places; ++place) {
        destroy(no_states, layout::place_page(place));
    }
    At24Eeprom other = used_device();

    EXPECT_EQ(start(small).recovered.error(), MountError::wrong_size);
    EXPECT_EQ(start(noise).recovered.error(), MountError::damaged);
    EXPECT_EQ(start(newer).recovered.error(), MountError::newer_format);
    EXPECT_EQ(start(too_old).recovered.error(), MountError::damaged);
    EXPECT_EQ(start(no_headers).recovered.error(), MountError::damaged);
    EXPECT_EQ(start(no_states).recovered.error(), MountError::damaged);
    EXPECT_EQ(start(other, DeviceOwner{43}).recovered.error(), MountError::foreign);
}

TEST(StateLog, an_older_state_goes_on_with_the_newest_energy_and_says_so) {
    At24Eeprom device = used_device();
    destroy(device, layout::place_page(2));
    destroy(device, layout::place_page(3));

    const Found found = start(device);

    ASSERT_TRUE(found.recovered);
    EXPECT_EQ(found.state, state_of(1));
    EXPECT_EQ(found.recovered->energy->payload, energy_of(12));
    EXPECT_TRUE(found.recovered->is_older_state);
}

TEST(StateLog, a_start_takes_less_than_half_a_second_of_the_devices_time) {
    At24Eeprom device = used_device();
    std::vector<std::uint8_t> room(meter::largest_state_payload);
    Log log{device};
    ASSERT_TRUE(log.mount(owner, room));
    for (int i = 0; i < 1'000; ++i) {
        ASSERT_TRUE(log.commit_energy(energy_of(static_cast<std::uint8_t>(i))));
    }
    const auto before = device.activity();

    ASSERT_TRUE(start(device).recovered);

    const auto spent = device.activity() - before;
    EXPECT_EQ(spent.writes, 0U);
    EXPECT_LE(spent.busy, std::chrono::milliseconds{250});
    RecordProperty("reads", static_cast<int>(spent.reads));
    RecordProperty("microseconds", static_cast<int>(spent.busy.count() / 1'000));
}

TEST(StateLog, the_ring_wears_its_pages_alike) {
    At24Eeprom device;
    Log log{device};
    ASSERT_TRUE(log.format(owner));
    ASSERT_TRUE(log.commit_state({state_of(1)}));
    for (int i = 0; i < 16'000; ++i) {
        ASSERT_TRUE(log.commit_energy(energy_of(1)));
    }

    const auto ring = device.wear().subspan(layout::first_ring_page, layout::ring_pages);
    EXPECT_EQ(std::ranges::max(ring), 100U);
    EXPECT_EQ(std::ranges::min(ring), 100U);
}

}  // namespace
