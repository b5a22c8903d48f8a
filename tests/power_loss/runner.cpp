#include "tests/power_loss/runner.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "simulator/faults/power_supply.h"

namespace power_loss {
namespace {

using simulator::Chance;
using simulator::CutMode;
using simulator::CutPlan;

std::string name_of(CutMode mode) {
    switch (mode) {
        case CutMode::before:
            return "before";
        case CutMode::after:
            return "after";
        case CutMode::first_bytes:
            return "first bytes";
        case CutMode::mixed_bits:
            return "mixed bits";
        case CutMode::noise:
            return "noise";
        case CutMode::reordered:
            return "reordered";
    }
    return "?";
}

std::string text_of(const CutPlan& plan) {
    return "operation " + std::to_string(plan.operation) + ", " + name_of(plan.mode) + ", " +
           std::to_string(plan.bytes) + " bytes, seed " + std::to_string(plan.seed);
}

// Every way to cut the power in `operation`.
std::vector<CutPlan> plans_for(std::uint64_t operation, const Effort& effort) {
    Chance chance{effort.seed * 1'000'003 + operation};
    std::vector<CutPlan> plans{{.operation = operation, .mode = CutMode::before},
                               {.operation = operation, .mode = CutMode::after}};
    constexpr std::uint32_t page = meter::eeprom_page_bytes;
    for (std::uint32_t i = 0; i < effort.torn_lengths; ++i) {
        const auto bytes = effort.torn_lengths >= page - 1
                               ? i + 1
                               : static_cast<std::uint32_t>(1 + chance.below(page - 1));
        plans.push_back({.operation = operation, .mode = CutMode::first_bytes, .bytes = bytes});
    }
    for (std::uint32_t i = 0; i < effort.seeds_each; ++i) {
        for (const CutMode mode : {CutMode::mixed_bits, CutMode::noise, CutMode::reordered}) {
            plans.push_back({.operation = operation, .mode = mode, .seed = chance.next()});
        }
    }
    return plans;
}

// True where the power failed as planned, false where the scenario was over before.
bool act_until_cut(const Scenario& scenario, World& world, const CutPlan& plan) {
    try {
        PoweredMeter meter{world, plan};
        scenario.act(meter);
    } catch (const simulator::PowerCut&) {
        return true;
    }
    return false;
}

// Power comes back, the scenario goes on to its end. How many operations the start took.
std::uint64_t finish(const Scenario& scenario, World& world) {
    std::uint64_t of_start = 0;
    {
        PoweredMeter meter{world};
        of_start = meter.operations();
        scenario.act(meter);
        scenario.check_goal(meter);
    }
    // Everything is still there at the next start.
    PoweredMeter again{world};
    scenario.check_goal(again);
    return of_start;
}

void cut_again(const Scenario& scenario, const World& after_first, std::uint64_t operations,
               const CutPlan& first, const Effort& effort, Tally& tally) {
    Chance chance{first.seed + first.operation * 31 + first.bytes};
    const bool tries_all = effort.second_cuts == 0;
    const std::uint64_t tries = tries_all ? operations : effort.second_cuts;
    constexpr std::array modes{CutMode::before,    CutMode::first_bytes, CutMode::noise,
                               CutMode::reordered, CutMode::after,       CutMode::mixed_bits};
    for (std::uint64_t i = 0; i < tries; ++i) {
        const CutPlan plan{
            .operation = tries_all ? i : chance.below(operations),
            .mode = modes[static_cast<std::size_t>(chance.below(modes.size()))],
            .bytes = static_cast<std::uint32_t>(1 + chance.below(meter::eeprom_page_bytes - 1)),
            .seed = chance.next()};
        try {
            World world = after_first;
            act_until_cut(scenario, world, plan);
            finish(scenario, world);
        } catch (const Violation& violation) {
            throw Violation{"then cut at " + text_of(plan) + ": " + violation.what()};
        }
        ++tally.second_cuts;
    }
}

// Runs the end of a scenario with `count` bytes of a device destroyed, from each multiple on.
template <typename Device>
void destroy_each(const Scenario& scenario, const World& end, Device World::* device,
                  std::uint32_t count, std::uint32_t stride, Tally& tally) {
    for (const std::uint8_t value : std::array<std::uint8_t, 2>{0x00, 0xFF}) {
        const std::vector<std::uint8_t> content(count, value);
        const std::uint32_t size = (end.*device).size_bytes();
        for (std::uint32_t address = 0; address < size; address += stride * count) {
            World world = end;
            (world.*device).alter(address, content);
            try {
                PoweredMeter meter{world};
                scenario.check_goal(meter);
            } catch (const Violation& violation) {
                throw Violation{std::to_string(count) + " bytes at " + std::to_string(address) +
                                " destroyed: " + violation.what()};
            }
            ++tally.destroyed;
        }
    }
}

void destroy_each_page_and_sector(const Scenario& scenario, const World& end, std::uint32_t stride,
                                  Tally& tally) {
    destroy_each(scenario, end, &World::eeprom, meter::eeprom_page_bytes, stride, tally);
    destroy_each(scenario, end, &World::flash, meter::nor_sector_bytes, stride, tally);
}

Tally run_all(const Scenario& scenario, const Effort& effort) {
    World start;
    scenario.prepare(start);

    Tally tally;
    World end = start;
    {
        PoweredMeter meter{end};
        scenario.act(meter);
        scenario.check_goal(meter);
        tally.operations = meter.operations();
    }
    for (std::uint64_t operation = 0; operation < tally.operations; operation += effort.stride) {
        for (const CutPlan& plan : plans_for(operation, effort)) {
            try {
                World world = start;
                require(act_until_cut(scenario, world, plan), "the scenario is not repeatable");
                const World after = world;
                const std::uint64_t operations = finish(scenario, world);
                ++tally.first_cuts;
                cut_again(scenario, after, operations, plan, effort, tally);
            } catch (const Violation& violation) {
                throw Violation{"cut at " + text_of(plan) + ": " + violation.what()};
            }
        }
    }
    if (effort.destroys_each_page) {
        destroy_each_page_and_sector(scenario, end, effort.stride, tally);
    }
    return tally;
}

}  // namespace

Tally& Tally::operator+=(const Tally& other) {
    operations += other.operations;
    first_cuts += other.first_cuts;
    second_cuts += other.second_cuts;
    destroyed += other.destroyed;
    return *this;
}

Tally run(const Scenario& scenario, const Effort& effort) {
    try {
        return run_all(scenario, effort);
    } catch (const Violation& violation) {
        throw Violation{std::string{scenario.name} + ": " + violation.what()};
    }
}

}  // namespace power_loss
