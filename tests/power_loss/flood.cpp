#include "tests/power_loss/flood.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "meter/storage/eeprom_layout.h"
#include "simulator/faults/power_supply.h"
#include "tests/power_loss/powered_meter.h"
#include "tests/power_loss/scenario_parts.h"
#include "tests/power_loss/world.h"

namespace power_loss {
namespace {

using namespace std::chrono_literals;
using meter::InsertionResult;
using simulator::CutMode;

constexpr base::Milliwatts load{1'250'000};  // 30 kWh a day
constexpr std::chrono::seconds between_cards{10};
constexpr std::int64_t insertions_a_day = 24h / between_cards;
// What a meter makes of its devices until it has made the commits that may follow each other.
constexpr std::uint64_t operations_at_once = 12'000;
constexpr double days = 20 * 365.25;

std::vector<std::uint32_t> wear_of(const World& world) {
    const auto wear = world.eeprom.wear();
    return {wear.begin(), wear.end()};
}

World world_with_cards() {
    World world;
    make_opened(world);
    world.hand_over(card::OrderKind::purchase, 2, base::WattHours{500'000});
    std::swap(world.card, world.pocket);
    world.hand_over_foreign_card();
    return world;
}

// How many insertions of the customer's own card wrote no report.
std::uint64_t flood_for_a_day(PoweredMeter& meter) {
    World& world = meter.world();
    std::uint64_t put_off = 0;
    for (std::int64_t i = 0; i < insertions_a_day; ++i) {
        put_off += meter.insert_card() == InsertionResult::report_not_written ? 1U : 0U;
        std::swap(world.card, world.pocket);
        meter.step(load, between_cards);
    }
    return put_off;
}

}  // namespace

FloodWear flood_with_cards() {
    World world = world_with_cards();
    FloodWear flood{.insertions_a_day = insertions_a_day};
    {
        PoweredMeter meter{world};
        std::ignore = flood_for_a_day(meter);
        const std::vector<std::uint32_t> before = wear_of(world);
        flood.put_off_a_day = flood_for_a_day(meter);
        const std::vector<std::uint32_t> after = wear_of(world);

        std::uint32_t most = 0;
        std::uint32_t heads = 0;
        for (std::uint32_t page = 0; page < after.size(); ++page) {
            most = std::max(most, after[page] - before[page]);
        }
        for (std::uint32_t place = 0; place < meter::eeprom_layout::places; ++place) {
            const std::uint32_t head = meter::eeprom_layout::place_page(place);
            heads += after[head] - before[head];
        }
        flood.in_twenty_years = most * days;
        flood.state_commits_a_day = heads / 2.0;

        std::swap(world.card, world.pocket);
        world.hand_over(card::OrderKind::purchase, 3, base::WattHours{600'000});
        require(meter.insert_card() == InsertionResult::credited, "new credit has to wait");
    }
    const PoweredMeter again{world};
    require(again.state().account.ordered().ordered_total == base::WattHours{600'000},
            "credit is lost");
    return flood;
}

void cut_a_flood_of_cards(std::uint64_t seed, int cuts) {
    constexpr std::array modes{CutMode::before,     CutMode::after, CutMode::first_bytes,
                               CutMode::mixed_bits, CutMode::noise, CutMode::reordered};
    simulator::Chance chance{seed};
    World world = world_with_cards();
    for (int i = 0; i < cuts; ++i) {
        const simulator::CutPlan plan{
            .operation = operations_at_once + chance.below(operations_at_once),
            .mode = modes[static_cast<std::size_t>(chance.below(modes.size()))],
            .bytes = static_cast<std::uint32_t>(1 + chance.below(meter::eeprom_page_bytes - 1)),
            .seed = chance.next()};
        try {
            PoweredMeter meter{world, plan};
            std::ignore = flood_for_a_day(meter);
        } catch (const simulator::PowerCut&) {
            ++world.cuts;
        }
    }
    require(world.cuts == static_cast<std::uint64_t>(cuts), "the flood ends before the cut");
    const PoweredMeter last{world};
}

}  // namespace power_loss
