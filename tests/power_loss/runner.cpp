#include "tests/power_loss/runner.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "meter/storage/flash_layout.h"
#include "simulator/faults/power_supply.h"
#include "tests/power_loss/chronicle.h"

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
    check_chronicle(again.history(), world);
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

bool lies_in_profile(std::uint32_t sector) {
    constexpr const meter::flash_layout::Ring& ring = meter::flash_layout::load_profile;
    return sector >= ring.first_sector && sector < ring.end();
}

void destroy_page(World& world, std::uint32_t page, std::uint8_t value) {
    meter::EepromPage content;
    content.fill(value);
    world.eeprom.alter(meter::page_address(page), content);
}

void destroy_sector(World& world, std::uint32_t sector, std::uint8_t value) {
    const std::vector<std::uint8_t> content(meter::nor_sector_bytes, value);
    world.flash.alter(sector * static_cast<std::uint32_t>(meter::nor_sector_bytes), content);
    world.may_lack_profile = lies_in_profile(sector);
}

constexpr std::array<std::uint8_t, 2> destroyed_contents{0x00, 0xFF};

// The first of every `stride` that a scenario tries: not the same in each of them.
std::uint32_t first_of(const Scenario& scenario, const Effort& effort) {
    std::uint64_t seed = effort.seed;
    for (const char letter : scenario.name) {
        seed = seed * 31 + static_cast<std::uint8_t>(letter);
    }
    return static_cast<std::uint32_t>(Chance{seed}.below(effort.damage_stride));
}

// Runs the end of a scenario with each page and each sector destroyed.
void destroy_each(const Scenario& scenario, const World& end, const Effort& effort, Tally& tally) {
    const auto destroy = [&](std::uint32_t count, auto destroy_one, const char* what) {
        for (std::uint32_t i = first_of(scenario, effort); i < count; i += effort.damage_stride) {
            for (const std::uint8_t value : destroyed_contents) {
                World world = end;
                destroy_one(world, i, value);
                try {
                    PoweredMeter meter{world};
                    scenario.check_goal(meter);
                    check_chronicle(meter.history(), world);
                } catch (const Violation& violation) {
                    throw Violation{what + std::to_string(i) + " destroyed: " + violation.what()};
                }
                ++tally.destroyed;
            }
        }
    };
    destroy(meter::eeprom_layout::pages, destroy_page, "page ");
    destroy(meter::flash_layout::sectors, destroy_sector, "sector ");
}

// Runs a scenario from its beginning with each page and each sector bad in every way.
void spoil_each(const Scenario& scenario, const World& start, const Effort& effort, Tally& tally) {
    using enum simulator::PageFault;
    constexpr std::array faults{reads_wrong_once, reads_wrong, dead, worn};
    constexpr std::array names{"reads wrong once", "reads wrong", "is dead", "is worn"};
    const auto spoil = [&](std::uint32_t count, auto may_spoil, auto spoil_one,
                           const std::string& what) {
        for (std::uint32_t i = first_of(scenario, effort); i < count; i += effort.damage_stride) {
            for (std::size_t fault = 0; fault < faults.size(); ++fault) {
                World world = start;
                if (!may_spoil(world, faults[fault])) {
                    continue;
                }
                spoil_one(world, i, faults[fault]);
                try {
                    finish(scenario, world);
                } catch (const Violation& violation) {
                    throw Violation{what + std::to_string(i) + " " + names[fault] + ": " +
                                    violation.what()};
                }
                ++tally.bad;
            }
        }
    };
    spoil(
        meter::eeprom_layout::pages,
        [](const World& world, simulator::PageFault fault) {
            // Production refuses a blank EEPROM that does not read as one.
            return world.committed || fault == reads_wrong_once || fault == worn;
        },
        [](World& world, std::uint32_t page, simulator::PageFault fault) {
            world.eeprom_faults.set(page, fault);
        },
        "page ");
    spoil(
        meter::flash_layout::sectors, [](const World&, simulator::PageFault) { return true; },
        [](World& world, std::uint32_t sector, simulator::PageFault fault) {
            constexpr auto bytes = static_cast<std::uint32_t>(meter::nor_sector_bytes);
            world.flash_faults.set_range(sector * bytes, bytes, fault);
            world.may_lack_profile = lies_in_profile(sector) && fault != reads_wrong_once;
        },
        "sector ");
}

// One page besides the cut: what is acknowledged lives twice.
void destroy_after_cut(const Scenario& scenario, const World& after, const CutPlan& plan,
                       Tally& tally) {
    Chance chance{plan.seed + plan.operation * 17 + plan.bytes};
    const auto page = static_cast<std::uint32_t>(chance.below(meter::eeprom_layout::pages));
    World world = after;
    destroy_page(world, page, destroyed_contents[static_cast<std::size_t>(chance.below(2))]);
    try {
        finish(scenario, world);
    } catch (const Violation& violation) {
        throw Violation{"then page " + std::to_string(page) + " destroyed: " + violation.what()};
    }
    ++tally.destroyed;
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
                if (tally.first_cuts++ % effort.second_cuts_every == 0) {
                    cut_again(scenario, after, operations, plan, effort, tally);
                }
                // Before its first commit a device is production's.
                if (effort.destroys_after_cuts && after.committed && !scenario.damages_itself) {
                    destroy_after_cut(scenario, after, plan, tally);
                }
            } catch (const Violation& violation) {
                throw Violation{"cut at " + text_of(plan) + ": " + violation.what()};
            }
        }
    }
    if (effort.damage_stride != 0 && !scenario.damages_itself) {
        destroy_each(scenario, end, effort, tally);
        spoil_each(scenario, start, effort, tally);
    }
    return tally;
}

}  // namespace

Tally& Tally::operator+=(const Tally& other) {
    operations += other.operations;
    first_cuts += other.first_cuts;
    second_cuts += other.second_cuts;
    destroyed += other.destroyed;
    bad += other.bad;
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
