#include "tests/power_loss/lost_state.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <tuple>

#include "boards/host/devices/w25q_nor_flash.h"
#include "meter/storage/history.h"
#include "meter/storage/meter_memory.h"
#include "simulator/faults/power_supply.h"
#include "tests/power_loss/powered_meter.h"
#include "tests/power_loss/scenario_parts.h"
#include "tests/power_loss/world.h"

namespace power_loss {
namespace {

namespace layout = meter::eeprom_layout;
using simulator::CutMode;
using simulator::CutPlan;

constexpr std::array modes{CutMode::before,     CutMode::after, CutMode::first_bytes,
                           CutMode::mixed_bits, CutMode::noise, CutMode::reordered};

World opened_world() {
    World world;
    make_opened(world);
    return world;
}

void destroy(World& world, std::uint32_t page, std::uint8_t value) {
    meter::EepromPage content;
    content.fill(value);
    world.eeprom.alter(meter::page_address(page), content);
}

void destroy_newest_state(World& world) {
    std::array<std::uint32_t, layout::places> sequences{};
    for (std::uint32_t place = 0; place < layout::places; ++place) {
        std::array<std::uint8_t, meter::state_head_size> bytes{};
        require(
            world.eeprom.read(meter::page_address(layout::place_page(place)), bytes).has_value(),
            "no device");
        const auto head = meter::decode_state_head(bytes);
        sequences[place] = head ? head->sequence : 0;
    }
    const std::uint32_t newest = std::ranges::max(sequences);
    for (std::uint32_t place = 0; place < layout::places; ++place) {
        if (sequences[place] == newest) {
            destroy(world, layout::place_page(place) + 3, 0x00);
        }
    }
}

// What happens to a start: the power fails, or only warns, at one of its operations.
struct Disturbance {
    std::optional<CutPlan> cut;
    std::optional<std::uint64_t> warning;
};

// Starts, as a meter does: reads, and commits that it has started. How many operations it took.
std::uint64_t start(World& world, const Disturbance& disturbed, std::uint64_t& challenges) {
    simulator::PowerSupply power{disturbed.cut};
    FaultyEeprom eeprom{world.eeprom, power, &world.eeprom_faults};
    FaultyFlash flash{world.flash, power, &world.flash_faults};
    meter::MeterMemory memory{eeprom, flash};
    meter::State state;
    meter::StoredState room{};
    if (disturbed.warning) {
        power.warn_after(*disturbed.warning, [&memory] { memory.power_is_failing(true); });
    }
    try {
        require(memory.open(std::nullopt, state, room).has_value(), "the device cannot be opened");
        require(state.reasons.contains(meter::Reason::credit_unproven),
                "credit that nothing proves closes the supply");
        require(state.challenge_counter >= challenges, "a challenge comes again");
        challenges = state.challenge_counter;
        note(state, meter::EventKind::started);
        meter::StateRecord record{};
        encode(state, record);
        std::ignore = memory.save(record);
        std::ignore = memory.save(record);  // as a warning asks for
    } catch (const simulator::PowerCut&) {
        return power.operations();
    }
    return power.operations();
}

// Disturbs the first start at each of its operations, and half of the next ones once more.
void check_stays_unproven(const World& lost) {
    World undisturbed = lost;
    std::uint64_t challenges = 0;
    const std::uint64_t operations = start(undisturbed, {}, challenges);
    require(operations > 10, "a start has committed nothing");
    simulator::Chance chance{operations};
    for (std::uint64_t operation = 0; operation < operations; ++operation) {
        for (const CutMode mode : modes) {
            World world = lost;
            challenges = 0;
            const CutPlan plan{.operation = operation,
                               .mode = mode,
                               .bytes = static_cast<std::uint32_t>(1 + chance.below(63)),
                               .seed = chance.next()};
            start(world, {.cut = plan, .warning = {}}, challenges);
            CutPlan again = plan;
            again.operation = chance.below(operations);
            start(world, {.cut = again, .warning = {}}, challenges);
            start(world, {}, challenges);
            start(world, {}, challenges);
        }
        World world = lost;
        challenges = 0;
        start(world, {.cut = {}, .warning = operation}, challenges);
        start(world, {.cut = {}, .warning = chance.below(operations)}, challenges);
        start(world, {}, challenges);
    }
}

}  // namespace

void lose_newest_state() {
    World world = opened_world();
    world.hand_over(card::OrderKind::refund, 2, base::WattHours{25'000});
    {
        PoweredMeter meter{world};
        is_loaded(meter.insert_card());
    }
    destroy_newest_state(world);
    world.flash = boards::W25qNorFlash{0};
    check_stays_unproven(world);
}

void lose_all_energy() {
    const World whole = opened_world();
    for (const std::uint8_t value : std::array<std::uint8_t, 2>{0x00, 0xFF}) {
        World world = whole;
        for (std::uint32_t i = 0; i < layout::ring_pages; ++i) {
            destroy(world, layout::first_ring_page + i, value);
        }
        check_stays_unproven(world);
    }
}

void take_memory_of_another_meter() {
    World world = opened_world();
    simulator::PowerSupply power;
    FaultyEeprom eeprom{world.eeprom, power, &world.eeprom_faults};
    FaultyFlash flash{world.flash, power, &world.flash_faults};
    meter::MeterMemory memory{eeprom, flash};
    meter::State state;
    meter::StoredState room{};
    const meter::DeviceOwner other{std::to_underlying(keying.meter) + 1};

    const auto opened = memory.open(other, state, room);

    require(!opened && opened.error() == meter::OpenError::foreign,
            "the memory of another meter is taken");

    // Its own EEPROM beside the flash of another.
    boards::W25qNorFlash anothers;
    require(meter::History{anothers}.mount(other).has_value(), "the flash cannot be mounted");
    world.flash = anothers;
    require(memory.open(std::nullopt, state, room).has_value() &&
                memory.history_error() == meter::MountError::foreign,
            "the history of another meter is taken");
}

}  // namespace power_loss
