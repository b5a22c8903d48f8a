#include "tests/power_loss/storage_scenarios.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "base/crc32c.h"
#include "tests/power_loss/chronicle.h"
#include "tests/power_loss/scenario_parts.h"
#include "tests/storage/format_before.h"

namespace power_loss {
namespace {

using base::WattHours;
using card::OrderKind;
using simulator::PageFault;
using namespace std::chrono_literals;

namespace eeprom_layout = meter::eeprom_layout;
namespace flash_layout = meter::flash_layout;

constexpr std::uint32_t sector_bytes = meter::nor_sector_bytes;

// The first page of the ring that was never written.
std::uint32_t next_ring_page(World& world) {
    std::uint32_t page = meter::eeprom_layout::first_ring_page;
    for (meter::EepromPage bytes{}; world.eeprom.read(page * 64, bytes) && !meter::is_erased(bytes);
         ++page) {
    }
    return page;
}

bool has_new_header(boards::W25qNorFlash& flash, std::uint32_t sector) {
    meter::EepromPage bytes{};
    require(flash.read(sector * sector_bytes, bytes).has_value(), "no device");
    const auto header = meter::decode_device_header(bytes);
    return header && header->format == meter::storage_format;
}

meter::EepromPage page_of(World& world, std::uint32_t page) {
    meter::EepromPage bytes{};
    require(world.eeprom.read(meter::page_address(page), bytes).has_value(), "no device");
    return bytes;
}

void flip_a_bit(auto& device, std::uint32_t address) {
    std::array<std::uint8_t, 1> byte{};
    require(device.read(address, byte).has_value(), "no device");
    byte[0] ^= 4U;
    device.alter(address, byte);
}

bool has_equal_bytes(auto& device, std::uint32_t first, std::uint32_t second) {
    meter::EepromPage left{};
    meter::EepromPage right{};
    return device.read(first, left) && device.read(second, right) && left == right;
}

// The places that hold the newest state whole.
std::vector<std::uint32_t> places_of_newest_state(World& world) {
    std::uint32_t newest = 0;
    std::vector<std::uint32_t> places;
    for (std::uint32_t place = 0; place < eeprom_layout::places; ++place) {
        const std::uint32_t begin = eeprom_layout::place_page(place);
        const meter::EepromPage first = page_of(world, begin);
        const auto head = meter::decode_state_head(std::span{first}.first(meter::state_head_size));
        if (!head || head->sequence < newest) {
            continue;
        }
        std::vector<std::uint8_t> payload(head->payload_size);
        require(world.eeprom
                    .read(meter::page_address(begin) +
                              static_cast<std::uint32_t>(meter::state_head_size),
                          payload)
                    .has_value(),
                "no device");
        if (base::crc32c(payload) == head->payload_crc) {
            if (head->sequence > newest) {
                places.clear();
            }
            newest = head->sequence;
            places.push_back(place);
        }
    }
    return places;
}

// One flipped bit in each kind of thing that lives twice, where it does not have one yet.
constexpr std::uint32_t second_energy_record = eeprom_layout::first_ring_page + 2;
constexpr std::uint32_t some_event = 3 * 64;
constexpr std::uint32_t first_events = flash_layout::events.first_sector * sector_bytes;
constexpr std::uint32_t second_events = flash_layout::events.second_copy * sector_bytes;

bool is_header_sound(World& world) {
    return meter::decode_device_header(page_of(world, eeprom_layout::first_header_page))
        .has_value();
}

bool is_energy_sound(World& world) {
    return meter::decode_energy_record(page_of(world, second_energy_record)).has_value();
}

bool is_event_sound(World& world) {
    return has_equal_bytes(world.flash, first_events + some_event, second_events + some_event);
}

void damage(World& world) {
    if (is_header_sound(world)) {
        flip_a_bit(world.eeprom, meter::page_address(eeprom_layout::first_header_page) + 20);
    }
    if (is_energy_sound(world)) {
        flip_a_bit(world.eeprom, meter::page_address(second_energy_record) + 20);
    }
    if (is_event_sound(world)) {
        flip_a_bit(world.flash, second_events + some_event + 20);
    }
    const auto places = places_of_newest_state(world);
    if (places.size() > 1) {
        flip_a_bit(world.eeprom,
                   meter::page_address(eeprom_layout::place_page(places.front()) + 5) + 20);
    }
}

}  // namespace

Scenario first_boot() {
    return {.name = "first boot",
            .prepare = [](World&) {},
            .act = [](PoweredMeter&) {},
            .check_goal =
                [](PoweredMeter& meter) {
                    require(!meter.state().opened && !meter.supply_is_closed(),
                            "a new meter is open to nobody");
                    require(has_event(meter, meter::EventKind::started),
                            "a new meter has not kept its start");
                    require(places_of_newest_state(meter.world()).size() == 2,
                            "the first state has no second copy");
                }};
}

Scenario energy_alone() {
    return {.name = "energy alone",
            .prepare = [](World& world) { make_opened(world); },
            .act =
                [](PoweredMeter& meter) {
                    meter.use(WattHours{95});
                    meter.step(base::Milliwatts{100}, 11min);
                    meter.save();
                },
            .check_goal =
                [](PoweredMeter& meter) {
                    require(meter.state().account.consumed_total() == meter.world().used,
                            "what was saved is not all that was used");
                }};
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
                    meter.save();
                },
            .check_goal =
                [](PoweredMeter& meter) {
                    require(meter.state().account.consumed_total() == meter.world().used,
                            "what was saved is not all that was used");
                }};
}

// Energy to the grid, beyond a step of its register, and energy while no voltage is seen.
Scenario beside_credit() {
    static constexpr base::Millijoules to_grid = base::millijoules(WattHours{520});
    return {.name = "energy beside the credit",
            .prepare =
                [](World& world) {
                    meter::Parameters parameters{.version = 1, .export_allowed = true};
                    make_opened(world, parameters);
                    PoweredMeter meter{world};
                    meter.step(base::Milliwatts{-4'000'000}, 445s);
                },
            .act =
                [](PoweredMeter& meter) {
                    while (meter.world().exported < to_grid) {
                        meter.step(base::Milliwatts{-4'000'000}, 30s);
                        meter.step(base::Milliwatts{2'000'000}, 5s);
                    }
                    const meter::Measurement unseen{.voltage = base::Millivolts{0},
                                                    .phase_current = base::Milliamperes{20'000}};
                    meter.step(unseen, 3s);
                    meter.save();
                },
            .check_goal =
                [](PoweredMeter& meter) {
                    constexpr base::Millijoules unit{2'000};
                    const meter::TamperState& tamper = meter.state().tamper;
                    const World& world = meter.world();
                    require(tamper.exported.total() >= to_grid - unit,
                            "the energy to the grid was not all counted");
                    require(world.exported - tamper.exported.total() < unit &&
                                world.without_voltage - tamper.without_voltage.total() < unit,
                            "what was saved is not all that flowed");
                }};
}

Scenario scrub() {
    return {.name = "scrub with damage",
            .prepare = [](World& world) { make_opened(world); },
            .act =
                [](PoweredMeter& meter) {
                    damage(meter.world());
                    // The scrub begins with the next day and looks at one thing a step.
                    meter.step(base::Milliwatts{0}, 24h);
                    for (int i = 0; i < 500; ++i) {
                        meter.step(base::Milliwatts{1'000}, 1s);
                    }
                },
            .check_goal =
                [](PoweredMeter& meter) {
                    World& world = meter.world();
                    require(is_header_sound(world) && is_energy_sound(world) &&
                                is_event_sound(world) && places_of_newest_state(world).size() == 2,
                            "a scrub leaves damage");
                    require(has_event(meter, meter::EventKind::storage_repaired),
                            "a repair without an event");
                    require(!has_event(meter, meter::EventKind::storage_lost),
                            "a loss is told of that there was not");
                },
            .damages_itself = true};
}

// A value of the load profile lives once: what is left of it is a gap and an event.
Scenario lost_value() {
    return {.name = "lost value of the load profile",
            .prepare =
                [](World& world) {
                    make_opened(world);
                    PoweredMeter{world}.step(base::Milliwatts{1'000'000}, 3h);
                    constexpr std::uint32_t place = 2;
                    world.flash.alter(flash_layout::load_profile.first_sector *
                                              static_cast<std::uint32_t>(meter::nor_sector_bytes) +
                                          place * flash_layout::load_profile.record_bytes,
                                      std::array<std::uint8_t, 16>{0x5A});
                    world.may_lack_profile = true;
                },
            .act =
                [](PoweredMeter& meter) {
                    for (int i = 0; i < 500; ++i) {
                        meter.step(base::Milliwatts{1'000}, 1s);
                    }
                    meter.step(base::Milliwatts{1'000}, 11min);  // a finding before may delay it
                },
            .check_goal =
                [](PoweredMeter& meter) {
                    require(has_event(meter, meter::EventKind::storage_lost),
                            "a lost value without an event");
                },
            .damages_itself = true};
}

Scenario format_upgrade() {
    return {.name = "format upgrade",
            .prepare =
                [](World& world) {
                    make_opened(world);
                    storage_test::downgrade(world.eeprom);
                    storage_test::downgrade(world.flash);
                },
            .act = [](PoweredMeter& meter) { meter.use(WattHours{10}); },
            .check_goal =
                [](PoweredMeter& meter) {
                    // One of the two may lie in a page that takes nothing.
                    const std::array pages{eeprom_layout::first_header_page,
                                           eeprom_layout::second_header_page};
                    const bool is_upgraded = std::ranges::any_of(pages, [&](std::uint32_t page) {
                        const auto header =
                            meter::decode_device_header(page_of(meter.world(), page));
                        return header && header->format == meter::storage_format;
                    });
                    require(is_upgraded, "the device is still of the format before");
                    boards::W25qNorFlash& flash = meter.world().flash;
                    require(has_new_header(flash, flash_layout::first_header_sector) ||
                                has_new_header(flash, flash_layout::second_header_sector),
                            "the flash is still of the format before");
                    holds_order(meter, 1, opening_total);
                }};
}

Scenario bad_pages() {
    return {.name = "dead and doubtful pages",
            .prepare =
                [](World& world) {
                    make_opened(world);
                    world.hand_over(OrderKind::purchase, 2, second_total);
                    // Pages of the ring that the first energy goes to, after the record that a
                    // start makes; one in a place; and pages that hold live records.
                    simulator::PageFaults& faults = world.eeprom_faults;
                    for (const std::uint32_t page : {2U, 3U, 4U, 5U}) {
                        faults.set(next_ring_page(world) + page, PageFault::dead);
                    }
                    faults.set(eeprom_layout::place_page(4) + 9, PageFault::dead);
                    faults.set(next_ring_page(world) - 1, PageFault::reads_wrong_once);
                    faults.set(eeprom_layout::first_header_page, PageFault::reads_wrong_once);
                },
            .act =
                [](PoweredMeter& meter) {
                    meter.use(WattHours{30});
                    is_loaded(meter.insert_card());
                    meter.use(WattHours{30});
                },
            .check_goal = [](PoweredMeter& meter) { holds_order(meter, 2, second_total); }};
}

// Nothing that lives twice is lost with one of its sectors.
Scenario bad_flash() {
    static constexpr std::chrono::sys_days midnight{std::chrono::March / 3 / 2026};
    return {.name = "dead and doubtful flash",
            .prepare =
                [](World& world) {
                    world.clock = midnight - 1h;
                    make_opened(world);
                    world.hand_over(OrderKind::purchase, 2, second_total);
                    world.clock = midnight - 5min;
                    simulator::PageFaults& faults = world.flash_faults;
                    faults.set_range(second_events, sector_bytes, PageFault::worn);
                    faults.set_range(flash_layout::day_ends.first_sector * sector_bytes,
                                     sector_bytes, PageFault::dead);
                    faults.set(flash_layout::load_profile.first_sector * 16,
                               PageFault::reads_wrong_once);
                    faults.set(flash_layout::first_header_sector * 16, PageFault::reads_wrong);
                },
            .act =
                [](PoweredMeter& meter) {
                    meter.step(base::Milliwatts{20'000}, 10min);
                    is_loaded(meter.insert_card());
                },
            .check_goal =
                [](PoweredMeter& meter) {
                    holds_order(meter, 2, second_total);
                    const auto days = kept_readings(meter.history().day_ends());
                    require(days.size() == 1 && days.front().time == midnight,
                            "the day did not end once");
                    require(
                        kept_profile(meter.history()).size() == 3 || meter.world().may_lack_profile,
                        "the load profile is not whole");
                },
            .damages_itself = true};
}

}  // namespace power_loss
