// docs/formats/flash.md says what the code does: its examples are the code's bytes, its table the
// code's layout.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/byte_writer.h"
#include "base/crc32c.h"
#include "boards/host/devices/w25q_nor_flash.h"
#include "card/testing/hex.h"
#include "meter/state.h"
#include "meter/storage/flash_layout.h"
#include "meter/storage/history_records.h"
#include "meter/storage/history_ring.h"
#include "meter/storage/log_records.h"
#include "meter/storage/profile_notes.h"
#include "meter/storage/state_record.h"

namespace {

using namespace std::chrono_literals;
using Bytes = std::vector<std::uint8_t>;

constexpr std::chrono::sys_seconds time_of_examples =
    std::chrono::sys_days{std::chrono::March / 1 / 2026} + 8h + 30min;

const std::string& document() {
    static const std::string text = [] {
        std::ostringstream all;
        all << std::ifstream{TALLYWATT_SOURCE "/docs/formats/flash.md"}.rdbuf();
        return all.str();
    }();
    return text;
}

// The bytes of the block that is marked with `name`.
Bytes example(const std::string& name) {
    const std::string mark = "```" + name + "\n";
    const std::size_t begin = document().find(mark);
    EXPECT_NE(begin, std::string::npos) << name;
    const std::size_t from = begin + mark.size();
    return card::testing::bytes_of(document().substr(from, document().find("```", from) - from));
}

template <typename Container>
Bytes bytes_of(const Container& bytes) {
    return {bytes.begin(), bytes.end()};
}

// What a ring writes as its record `number`.
Bytes record(const meter::flash_layout::Ring& layout, std::uint32_t number,
             std::span<const std::uint8_t> payload) {
    boards::W25qNorFlash device;
    meter::HistoryRing ring{device, layout};
    while (ring.newest() < number) {
        EXPECT_TRUE(ring.append(payload));
    }
    Bytes bytes(layout.record_bytes);
    EXPECT_TRUE(device.read(layout.first_sector * 4'096 + number * layout.record_bytes, bytes));
    return bytes;
}

TEST(FlashDocument, shows_the_device_header) {
    const auto page = encode(meter::DeviceHeader{.owner = meter::DeviceOwner{123'456'789'012}});

    EXPECT_EQ(example("device header"), bytes_of(page));
}

TEST(FlashDocument, shows_the_head_of_a_state_record) {
    const auto head =
        encode(meter::StateHead{.sequence = 7, .payload_size = 1'672, .payload_crc = 0x1234'5678});

    EXPECT_EQ(example("state head"), bytes_of(head));
}

TEST(FlashDocument, shows_an_energy_record) {
    meter::State state;
    state.time = time_of_examples;
    state.integrator = meter::PowerIntegrator{250};
    state.account.consume(base::millijoules(base::WattHours{12'345}));
    state.account.take({.ordered_total = base::WattHours{30'000}});
    state.demand = {.period_number = time_of_examples.time_since_epoch() / 15min,
                    .energy_in_period = base::millijoules(base::WattHours{250}),
                    .highest = {}};
    state.tamper.exported =
        meter::SteppedRegister{meter::SteppedRegister::step, base::millijoules(base::WattHours{7})};
    state.power_limit.above_for = 1'500ms;
    // Overdrawn is what was used before anything was ordered; the example has none.
    state.account = meter::CreditAccount{state.account.ordered(), state.account.consumed_total(),
                                         base::Millijoules{0}};
    meter::StateRecord stored{};
    encode(state, stored);
    meter::EnergyRecord energy{.sequence = 8, .base = 7};
    std::ranges::copy(meter::energy_part(stored), energy.payload.begin());

    EXPECT_EQ(example("energy record"), bytes_of(encode(energy)));
}

TEST(FlashDocument, shows_an_event) {
    const meter::Event event{.number = 5,
                             .kind = meter::EventKind::credited,
                             .reasons = {},
                             .time = time_of_examples,
                             .ordered_total = base::WattHours{30'000},
                             .consumed_total = {},
                             .detail = 30'000};

    EXPECT_EQ(example("event"), record(meter::flash_layout::events, 5, encode_event(event)));
}

TEST(FlashDocument, shows_a_day_end) {
    const meter::Reading reading{.time = std::chrono::sys_days{std::chrono::March / 2 / 2026},
                                 .clock_trusted = true,
                                 .order_sequence = card::Sequence{1},
                                 .ordered_total = base::WattHours{30'000},
                                 .consumed_total = base::millijoules(base::WattHours{12'345}),
                                 .overdrawn_total = {},
                                 .highest_demand = base::Milliwatts{2'000'000},
                                 .report_counter = 1,
                                 .report_digest = {1, 2, 3, 4, 5, 6, 7, 8}};

    EXPECT_EQ(example("reading"),
              record(meter::flash_layout::day_ends, 2, encode_reading(reading)));
}

TEST(FlashDocument, shows_a_value_of_the_load_profile) {
    const meter::ProfileValue value{
        .end = std::chrono::floor<std::chrono::minutes>(time_of_examples),
        .clock_trusted = true,
        .supply_closed = false,
        .had_power = true,
        .consumed_total = base::WattHours{12'345}};

    EXPECT_EQ(example("load profile"),
              record(meter::flash_layout::load_profile, 3, encode_profile(value)));
}

TEST(FlashDocument, shows_a_note_on_the_load_profile) {
    const meter::ProfileNote note{.kind = meter::NoteKind::passed_over, .first = 20};

    EXPECT_EQ(example("note"),
              record(meter::flash_layout::profile_notes, 3, encode_profile_note(note)));
}

TEST(FlashDocument, has_each_ring_where_the_code_has_it) {
    const auto row = [](const std::string& name, const meter::flash_layout::Ring& ring) {
        return "| " + name + " | " + std::to_string(ring.first_sector) + " | " +
               std::to_string(ring.sectors) + " | " + std::to_string(ring.record_bytes) + " | " +
               std::to_string(ring.kept_at_least()) + " |";
    };
    namespace layout = meter::flash_layout;

    for (const std::string& line :
         {row("events, first copy", layout::events), row("day ends, first copy", layout::day_ends),
          row("month ends, first copy", layout::month_ends),
          row("reports, first copy", layout::reports),
          row("load profile, once", layout::load_profile),
          row("notes on the load profile, first copy", layout::profile_notes)}) {
        EXPECT_NE(document().find(line), std::string::npos) << line;
    }
}

}  // namespace
