// A whole meter on its devices: what a start costs in the devices' own time,
// when it scrubs and tells, and how it wears its memory out.
#include "tests/storage/whole_meter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "boards/host/devices/at24_eeprom.h"
#include "boards/host/devices/w25q_nor_flash.h"
#include "meter/credit/supply_rules.h"
#include "meter/storage/commit_schedule.h"

namespace storage_test {
namespace {

using boards::At24Eeprom;
using boards::W25qNorFlash;
using Meter = WholeMeter<At24Eeprom, W25qNorFlash>;
using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds begin =
    std::chrono::sys_days{std::chrono::March / 1 / 2026} + 8h;

struct Devices {
    At24Eeprom eeprom;
    W25qNorFlash flash;

    explicit Devices(const meter::Parameters& parameters = {}) {
        meter::MeterMemory memory{eeprom, flash};
        meter::StoredState room{};
        meter::State state;
        state.time = begin;
        state.opened = true;
        state.reasons = {};
        state.parameters = parameters;
        state.account.take(
            {.sequence = card::Sequence{1}, .ordered_total = base::WattHours{9'000'000}});
        EXPECT_TRUE(memory.key({.meter = card::MeterId{42}, .meter_key = {}}, state, room));
    }
    [[nodiscard]] std::chrono::nanoseconds busy() const {
        return eeprom.activity().busy + flash.activity().busy;
    }
};

void fill_all(Devices& devices) {
    Meter meter{devices.eeprom, devices.flash};
    ASSERT_TRUE(meter.start(begin));
    for (int i = 0; i < 400; ++i) {
        meter.meter().commit_now();
    }
    meter.memory().look_after(meter.meter());
    auto& history = meter.memory().history();
    const auto fill = [](auto& ring) {
        std::vector<std::uint8_t> payload(ring.payload_size());
        if (ring.newest() != 0) {
            ASSERT_TRUE(ring.read(ring.newest(), payload));
        }
        while (ring.newest() < 2 * ring.kept_at_least()) {
            ASSERT_TRUE(ring.append(payload));
        }
    };
    fill(history.events());
    fill(history.day_ends());
    fill(history.month_ends());
    fill(history.reports());
    fill(history.load_profile());
}

TEST(WholeMeter, closes_the_supply_within_half_a_second_with_full_histories) {
    Devices devices;
    fill_all(devices);
    const auto eeprom_before = devices.eeprom.activity();
    const auto flash_before = devices.flash.activity();
    const auto busy_before = devices.busy();
    std::chrono::nanoseconds until_closed{0};

    Meter meter{devices.eeprom, devices.flash};
    meter.board().supply_switch.closes = [&] {
        if (until_closed == 0ns) {
            until_closed = devices.busy() - busy_before;
        }
    };
    ASSERT_TRUE(meter.start(begin + 1h));

    const auto eeprom = devices.eeprom.activity() - eeprom_before;
    const auto flash = devices.flash.activity() - flash_before;
    EXPECT_GT(until_closed, 0ns);
    EXPECT_LE(until_closed, 500ms);
    EXPECT_LT(flash.bytes_read, 64U * 1024);  // it searches and does not scan
    std::printf(
        "supply closed after %lld ms, start committed after %lld ms: "
        "%llu reads of the "
        "EEPROM, %llu of the flash\n",
        static_cast<long long>(until_closed / 1ms),
        static_cast<long long>((eeprom.busy + flash.busy) / 1ms),
        static_cast<unsigned long long>(eeprom.reads),
        static_cast<unsigned long long>(flash.reads));
}

std::int64_t told(const meter::State& state, meter::EventKind kind) {
    return std::ranges::count(state.events.recent(), kind, &meter::Event::kind);
}

TEST(WholeMeter, that_is_off_at_every_midnight_scrubs_and_tells_all_the_same) {
    Devices devices;
    devices.eeprom.alter((meter::eeprom_layout::first_ring_page + 1) * 64,
                         std::array<std::uint8_t, 64>{});
    std::int64_t repaired = 0;
    for (int day = 0; day < 60 && repaired == 0; ++day) {
        Meter meter{devices.eeprom, devices.flash};
        ASSERT_TRUE(meter.start(begin + day * 24h + day * 7min));
        for (int second = 0; second < 20; ++second) {
            meter.step({}, 1s);
        }
        repaired += told(meter.state(), meter::EventKind::storage_repaired);
    }

    EXPECT_EQ(repaired, 1);
}

TEST(WholeMeter, tells_what_a_scrub_finds_before_the_scrub_ends) {
    Devices devices;
    Meter meter{devices.eeprom, devices.flash};
    ASSERT_TRUE(meter.start(begin));
    devices.eeprom.alter(511 * 64, std::array<std::uint8_t, 64>{});
    const auto is_repaired = [&devices] {
        meter::EepromPage header{};
        return devices.eeprom.read(511 * 64, header) &&
               meter::decode_device_header(header).has_value();
    };
    while (!is_repaired()) {
        meter.step({}, 1s);
    }
    meter.step({}, 1s);

    EXPECT_EQ(told(meter.state(), meter::EventKind::storage_repaired), 1);
}

// The clock of a meter may be set, by decades or back; how long it has run cannot.
TEST(WholeMeter, scrubs_each_day_of_its_running_and_not_by_its_clock) {
    Devices devices;
    Meter meter{devices.eeprom, devices.flash};
    ASSERT_TRUE(meter.start(begin));
    const auto scrub = [&meter] {
        for (int i = 0; i < 600; ++i) {
            meter.step({}, 1s);
        }
    };
    scrub();
    devices.eeprom.alter(511 * 64, std::array<std::uint8_t, 64>{});
    meter.step({}, 23h);
    scrub();
    const auto before = told(meter.state(), meter::EventKind::storage_repaired);
    meter.step({}, 1h);
    scrub();

    EXPECT_EQ(meter.meter().uptime(), 24h + 30min);
    EXPECT_EQ(before, 0);
    EXPECT_EQ(told(meter.state(), meter::EventKind::storage_repaired), 1);
}

// 30 kWh a day are used and 30 kWh are sold to the grid, in turns of an hour.
TEST(WholeMeter, that_exports_as_much_as_it_counts_wears_no_cell_beyond_a_third_in_twenty_years) {
    constexpr int days = 4;
    constexpr std::int64_t days_of_life = 20 * 365 + 5;
    Devices devices{meter::Parameters{.export_allowed = true}};
    Meter meter{devices.eeprom, devices.flash};
    ASSERT_TRUE(meter.start(begin));
    const auto before = devices.eeprom.activity();
    constexpr base::Milliwatts power{2'500'000};
    const auto step = meter::longest_step(power);
    for (int hour = 0; hour < days * 24; ++hour) {
        const base::Milliwatts flows = hour % 2 == 0 ? power : -power;
        for (std::chrono::milliseconds passed{0}; passed < 1h; passed += step) {
            meter.step(flows, step);
        }
    }

    const auto worked = devices.eeprom.activity() - before;
    const std::int64_t wear = std::int64_t{devices.eeprom.highest_wear()} * days_of_life / days;
    EXPECT_GE(meter.state().tamper.exported.total(),
              base::millijoules(base::WattHours{29'000 * days}));
    EXPECT_LE(wear, 333'000);
    std::printf(
        "an exporting meter: %lld cycles in 20 years, %llu bytes a day, "
        "busy %lld s a day\n",
        static_cast<long long>(wear), static_cast<unsigned long long>(worked.bytes_written / days),
        static_cast<long long>(worked.busy / 1s / days));
}

}  // namespace
}  // namespace storage_test
