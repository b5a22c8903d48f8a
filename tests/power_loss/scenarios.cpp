#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "base/byte_writer.h"
#include "base/crc32c.h"
#include "card/testing/records.h"
#include "tests/power_loss/scenario_parts.h"
#include "tests/power_loss/trip_scenarios.h"

namespace power_loss {
namespace {

using base::WattHours;
using card::OrderKind;
using meter::InsertionResult;
using namespace std::chrono_literals;

constexpr WattHours second_total{55'000};

void holds_order(const PoweredMeter& meter, unsigned sequence, WattHours total) {
    const auto& ordered = meter.state().account.ordered();
    require(ordered.sequence == card::Sequence{sequence} && ordered.ordered_total == total,
            "the order was not credited once");
}

void make_new(World& world) {
    PoweredMeter{world};
}

// The first page of the ring that was never written.
std::uint32_t next_ring_page(World& world) {
    std::uint32_t page = meter::eeprom_layout::first_ring_page;
    for (meter::EepromPage bytes{}; world.eeprom.read(page * 64, bytes) && !meter::is_erased(bytes);
         ++page) {
    }
    return page;
}

Scenario first_boot() {
    return {.name = "first boot",
            .prepare = [](World&) {},
            .act = [](PoweredMeter&) {},
            .check_goal =
                [](const PoweredMeter& meter) {
                    require(!meter.state().opened && !meter.supply_is_closed(),
                            "a new meter is open to nobody");
                }};
}

Scenario opening() {
    return {.name = "opening",
            .prepare =
                [](World& world) {
                    make_new(world);
                    world.hand_over(OrderKind::opening, 1, opening_total);
                },
            .act = [](PoweredMeter& meter) { is_loaded(meter.insert_card()); },
            .check_goal =
                [](const PoweredMeter& meter) {
                    holds_order(meter, 1, opening_total);
                    require(meter.supply_is_closed(), "the supply is not closed");
                }};
}

Scenario purchase() {
    return {.name = "purchase",
            .prepare =
                [](World& world) {
                    make_opened(world);
                    world.hand_over(OrderKind::purchase, 2, second_total);
                },
            .act =
                [](PoweredMeter& meter) {
                    meter.use(WattHours{12});
                    is_loaded(meter.insert_card());
                    meter.use(WattHours{12});
                },
            .check_goal = [](const PoweredMeter& meter) { holds_order(meter, 2, second_total); }};
}

Scenario replacement() {
    return {.name = "replacement",
            .prepare =
                [](World& world) {
                    make_opened(world);
                    world.hand_over(OrderKind::replacement, 2, second_total, 2);
                },
            .act = [](PoweredMeter& meter) { is_loaded(meter.insert_card()); },
            .check_goal =
                [](const PoweredMeter& meter) {
                    holds_order(meter, 2, second_total);
                    require(meter.state().binding.generation == card::Generation{2},
                            "the new card is not bound");
                }};
}

Scenario parameter_change() {
    static constexpr WattHours level{7'000};
    return {.name = "parameter change",
            .prepare = [](World& world) { make_opened(world); },
            .act =
                [](PoweredMeter& meter) {
                    meter::Parameters parameters = meter.state().parameters;
                    if (parameters.version == 0) {
                        parameters.version = 1;
                        parameters.alarm_level = level;
                        parameters.reminder_level = level;
                        meter.change_parameters(parameters);
                    }
                    meter.use(WattHours{10});
                },
            .check_goal =
                [](const PoweredMeter& meter) {
                    require(meter.state().parameters.alarm_level == level, "the set is not whole");
                }};
}

Scenario energy() {
    return {.name = "energy alone",
            .prepare = [](World& world) { make_opened(world); },
            .act =
                [](PoweredMeter& meter) {
                    meter.use(WattHours{95});
                    meter.step(base::Milliwatts{100}, 11min);
                    meter.save();
                },
            .check_goal = [](const PoweredMeter&) {}};
}

// The rated current for seconds: a commit in every second step of the meter's.
Scenario full_load() {
    return {.name = "full load",
            .prepare = [](World& world) { make_opened(world); },
            .act =
                [](PoweredMeter& meter) {
                    for (int second = 0; second < 6; ++second) {
                        meter.step(base::Milliwatts{23'000'000}, 1s);
                    }
                },
            .check_goal = [](const PoweredMeter&) {}};
}

// The pages with one flipped bit each: a header and an energy record.
constexpr std::array damaged_pages{meter::eeprom_layout::first_header_page,
                                   meter::eeprom_layout::first_ring_page + 2};

bool is_sound(World& world, std::uint32_t page) {
    meter::EepromPage bytes{};
    return world.eeprom.read(page * 64, bytes) &&
           (meter::decode_device_header(bytes) || meter::decode_energy_record(bytes));
}

Scenario scrub() {
    return {.name = "scrub",
            .prepare = [](World& world) { make_opened(world); },
            .act =
                [](PoweredMeter& meter) {
                    for (const std::uint32_t page : damaged_pages) {
                        World& world = meter.world();
                        std::array<std::uint8_t, 1> byte{};
                        require(world.eeprom.read(page * 64 + 20, byte).has_value(), "no device");
                        if (is_sound(world, page)) {
                            byte[0] ^= 4U;
                        }
                        world.eeprom.alter(page * 64 + 20, byte);
                    }
                    // The scrub begins with the next day and looks at one thing a step.
                    meter.step(base::Milliwatts{0}, 24h);
                    for (int i = 0; i < 400; ++i) {
                        meter.step(base::Milliwatts{1'000}, 1s);
                    }
                    for (const std::uint32_t page : damaged_pages) {
                        require(is_sound(meter.world(), page), "a scrub leaves damage");
                    }
                },
            .check_goal =
                [](const PoweredMeter& meter) {
                    const auto& events = meter.state().events.recent();
                    require(std::ranges::any_of(events,
                                                [](const meter::Event& event) {
                                                    return event.kind ==
                                                           meter::EventKind::storage_repaired;
                                                }),
                            "a repair without an event");
                }};
}

// Rewrites everything as format 1 had it: energy records without a base.
void downgrade(boards::At24Eeprom& eeprom) {
    namespace layout = meter::eeprom_layout;
    const auto put = [&eeprom](std::uint32_t page, std::span<std::uint8_t> record) {
        base::ByteWriter{record.last(4)}.u32(base::crc32c(record.first(record.size() - 4)));
        eeprom.alter(page * 64, record);
    };
    for (std::uint32_t page = 0; page < layout::pages; ++page) {
        meter::EepromPage bytes{};
        require(eeprom.read(page * 64, bytes).has_value(), "no device");
        if (meter::decode_device_header(bytes)) {
            bytes[4] = 1;
            put(page, bytes);
        } else if (meter::decode_energy_record(bytes)) {
            bytes[1] = 1;
            std::ranges::fill(std::span{bytes}.subspan(6, 4), std::uint8_t{0});
            put(page, bytes);
        } else if (meter::decode_state_head(bytes)) {
            bytes[1] = 1;
            put(page, std::span{bytes}.first(meter::state_head_size));
        }
    }
}

Scenario format_upgrade() {
    return {.name = "format upgrade",
            .prepare =
                [](World& world) {
                    make_opened(world);
                    downgrade(world.eeprom);
                },
            .act = [](PoweredMeter& meter) { meter.use(WattHours{10}); },
            .check_goal =
                [](const PoweredMeter& meter) {
                    meter::EepromPage bytes{};
                    for (const std::uint32_t page : {0U, 511U}) {
                        require(meter.world().eeprom.read(page * 64, bytes).has_value(),
                                "no device");
                        const auto header = meter::decode_device_header(bytes);
                        require(header && header->format == meter::storage_format,
                                "the device is still of the format before");
                    }
                }};
}

Scenario period_end(std::string_view name, std::chrono::sys_seconds end) {
    return {.name = name,
            .prepare =
                [end](World& world) {
                    world.clock = end - 2h;
                    make_opened(world);
                    world.clock = end - 31min;
                },
            .act =
                [end](PoweredMeter& meter) {
                    while (meter.world().clock < end + 5min) {
                        meter.step(base::Milliwatts{20'000}, 3min);  // 1 Wh
                    }
                },
            .check_goal = [](const PoweredMeter&) {}};
}

// Every ring has gone round and is about to erase a sector that holds records.
Scenario full_history() {
    return {.name = "full history",
            .prepare =
                [](World& world) {
                    world.clock = std::chrono::sys_days{std::chrono::March / 1 / 2026} + 22h;
                    make_opened(world);
                    PoweredMeter meter{world};
                    meter.fill_history();
                    world.clock = std::chrono::sys_days{std::chrono::April / 1 / 2026} - 5min;
                },
            .act =
                [](PoweredMeter& meter) {
                    meter.step(base::Milliwatts{1'000}, 10min);
                    is_loaded(meter.insert_card());
                },
            .check_goal = [](const PoweredMeter&) {}};
}

// The warning comes while a state is being written, and the power holds after all.
Scenario false_warning() {
    return {.name = "power fail warning",
            .prepare =
                [](World& world) {
                    make_opened(world);
                    world.hand_over(OrderKind::purchase, 2, second_total);
                },
            .act =
                [](PoweredMeter& meter) {
                    // One copy of the state is whole by then, the other is not.
                    meter.warn_after(40);
                    std::ignore = meter.insert_card();
                    meter.save();
                    meter.end_warning();
                    meter.use(WattHours{10});
                    is_loaded(meter.insert_card());
                },
            .check_goal = [](const PoweredMeter& meter) { holds_order(meter, 2, second_total); }};
}

Scenario bad_pages() {
    return {.name = "dead and doubtful pages",
            .prepare =
                [](World& world) {
                    make_opened(world);
                    world.hand_over(OrderKind::purchase, 2, second_total);
                    using enum simulator::PageFault;
                    // Pages of the ring that the first energy goes to, after the record that a
                    // start makes; one in a place; and pages that hold live records.
                    for (const std::uint32_t page : {2U, 3U, 5U}) {
                        world.faults.set(next_ring_page(world) + page, dead);
                    }
                    world.faults.set(meter::eeprom_layout::place_page(4) + 9, dead);
                    world.faults.set(next_ring_page(world) - 1, reads_wrong_once);
                    world.faults.set(meter::eeprom_layout::first_header_page, reads_wrong_once);
                },
            .act =
                [](PoweredMeter& meter) {
                    meter.use(WattHours{30});
                    is_loaded(meter.insert_card());
                    meter.use(WattHours{30});
                },
            .check_goal = [](const PoweredMeter& meter) { holds_order(meter, 2, second_total); }};
}

}  // namespace

std::span<const Scenario> scenarios() {
    static const std::vector<Scenario> all{
        first_boot(),
        // Early, because they notice mutants that the others do not.
        false_warning(),
        bad_pages(),
        opening(),
        purchase(),
        replacement(),
        reminder_trip(),
        zero_trip(),
        power_limit_trip(),
        leakage_trip(),
        off_and_on_by_hand(),
        over_voltage_trip(),
        parameter_change(),
        energy(),
        full_load(),
        scrub(),
        format_upgrade(),
        period_end("midnight", std::chrono::sys_days{std::chrono::March / 3 / 2026}),
        period_end("month end", std::chrono::sys_days{std::chrono::April / 1 / 2026}),
        full_history(),
    };
    return all;
}

}  // namespace power_loss
