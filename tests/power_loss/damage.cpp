#include "tests/power_loss/damage.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "boards/host/devices/at24_eeprom.h"
#include "boards/host/devices/w25q_nor_flash.h"
#include "meter/storage/history.h"
#include "meter/storage/state_log.h"
#include "simulator/faults/power_supply.h"
#include "tests/power_loss/chronicle.h"
#include "tests/power_loss/period_scenarios.h"
#include "tests/power_loss/scenario_parts.h"

namespace power_loss {
namespace {

using namespace std::chrono_literals;

namespace eeprom_layout = meter::eeprom_layout;
namespace flash_layout = meter::flash_layout;

constexpr std::uint32_t page_bytes = meter::eeprom_page_bytes;
constexpr std::uint32_t sector_bytes = meter::nor_sector_bytes;

using Bytes = std::vector<std::uint8_t>;
using EepromLog = meter::StateLog<boards::At24Eeprom>;
using FlashHistory = meter::History<boards::W25qNorFlash>;

// Every ring has gone round, the one of the energy too, and goes on within a sector.
World full_world() {
    World world;
    const Scenario scenario = full_history();
    scenario.prepare(world);
    PoweredMeter meter{world};
    scenario.act(meter);
    meter.use(base::WattHours{1'500});
    return world;
}

template <typename Device>
Bytes content(Device& device, std::uint32_t address, std::uint32_t count) {
    Bytes bytes(count);
    require(device.read(address, bytes).has_value(), "no device");
    return bytes;
}

template <typename Device>
void flip(Device& device, std::uint64_t bit) {
    Bytes byte = content(device, static_cast<std::uint32_t>(bit / 8), 1);
    byte[0] = static_cast<std::uint8_t>(byte[0] ^ (1U << bit % 8));
    device.alter(static_cast<std::uint32_t>(bit / 8), byte);
}

struct Found {
    Bytes state;
    std::optional<meter::EnergyPayload> energy;
    bool made_copy_whole = false;
};

Found start(EepromLog& log) {
    Found found;
    found.state.resize(meter::largest_state_payload);
    const auto recovered = log.mount(std::nullopt, found.state);
    require(recovered.has_value(), "the device cannot be opened");
    found.state.resize(recovered->state_size);
    if (recovered->energy) {
        found.energy = recovered->energy->payload;
    }
    found.made_copy_whole = recovered->made_copy_whole;
    return found;
}

bool is_in_ring(std::uint32_t page) {
    return page >= eeprom_layout::first_ring_page &&
           page < eeprom_layout::first_ring_page + eeprom_layout::ring_pages;
}

// What of the scrub looks at `page`.
std::vector<std::uint32_t> scrub_steps_of(std::uint32_t page) {
    if (page == eeprom_layout::first_header_page || page == eeprom_layout::second_header_page) {
        return {0};
    }
    if (is_in_ring(page)) {
        return {EepromLog::first_ring_step + page - eeprom_layout::first_ring_page};
    }
    for (std::uint32_t index = 0; index < eeprom_layout::free_pages; ++index) {
        if (eeprom_layout::free_page(index) == page) {
            return {EepromLog::first_free_step + index};
        }
    }
    const std::uint32_t place =
        (page - eeprom_layout::first_place_page) / eeprom_layout::place_pages;
    return {1, EepromLog::first_place_step + place};  // 1: where the state that stands lies in it
}

meter::ScrubResult scrub_page(EepromLog& log, std::uint32_t page) {
    meter::ScrubResult sum;
    for (const std::uint32_t step : scrub_steps_of(page)) {
        const meter::ScrubResult result = log.scrub(step);
        sum.repaired += result.repaired;
        sum.lost += result.lost;
    }
    return sum;
}

// A page of the ring whose twin the newest record went over.
bool is_alone_in_ring(World& world, std::uint32_t page) {
    if (!is_in_ring(page)) {
        return false;
    }
    const Bytes bytes = content(world.eeprom, page * page_bytes, page_bytes);
    constexpr std::uint32_t first = eeprom_layout::first_ring_page;
    constexpr std::uint32_t count = eeprom_layout::ring_pages;
    for (std::uint32_t distance = 1; distance <= 5; ++distance) {
        for (const std::uint32_t other :
             {page - first + distance, page - first + count - distance}) {
            if (content(world.eeprom, (first + other % count) * page_bytes, page_bytes) == bytes) {
                return false;
            }
        }
    }
    return true;
}

std::uint32_t energy_sequence_at(World& world, std::uint32_t page) {
    const Bytes bytes = content(world.eeprom, page * page_bytes, page_bytes);
    const auto record = meter::decode_energy_record(bytes);
    return record ? record->sequence : 0;
}

// A start that finds it damaged writes its second copy elsewhere.
bool holds_newest_energy(World& world, std::uint32_t page) {
    if (!is_in_ring(page)) {
        return false;
    }
    std::uint32_t newest = 0;
    for (std::uint32_t i = 0; i < eeprom_layout::ring_pages; ++i) {
        newest = std::max(newest, energy_sequence_at(world, eeprom_layout::first_ring_page + i));
    }
    return energy_sequence_at(world, page) == newest;
}

// In a place whose record is superseded: the next commits go over it.
bool is_in_superseded_place(World& world, std::uint32_t page) {
    if (scrub_steps_of(page).front() != 1) {
        return false;
    }
    std::array<std::uint32_t, eeprom_layout::places> sequences{};
    for (std::uint32_t place = 0; place < eeprom_layout::places; ++place) {
        const Bytes bytes =
            content(world.eeprom, meter::page_address(eeprom_layout::place_page(place)),
                    meter::state_head_size);
        const auto head = meter::decode_state_head(bytes);
        sequences[place] = head ? head->sequence : 0;
    }
    const std::uint32_t place =
        (page - eeprom_layout::first_place_page) / eeprom_layout::place_pages;
    return sequences[place] != std::ranges::max(sequences);
}

void flip_one_in_eeprom(World& world, const Found& whole, std::uint64_t bit, DamageTally& tally) {
    const auto page = static_cast<std::uint32_t>(bit / 8 / page_bytes);
    boards::At24Eeprom device = world.eeprom;
    flip(device, bit);
    EepromLog log{device};
    const Found found = start(log);
    require(found.state == whole.state && found.energy == whole.energy, "another state is found");
    const meter::ScrubResult scrubbed = scrub_page(log, page);
    if (scrubbed.lost != 0) {
        // The start has written the newest record's second copy elsewhere, or the newest went over
        // the twin of the oldest one: nothing needs what lay here any more.
        require(found.made_copy_whole || is_alone_in_ring(world, page), "a loss is told of");
        ++(found.made_copy_whole ? tally.repaired : tally.harmless);
        return;
    }
    const bool is_noticed = found.made_copy_whole || scrubbed.repaired != 0;
    require(is_noticed, "damage is not noticed");
    EepromLog again{device};
    const Found repaired = start(again);
    require(!repaired.made_copy_whole && scrub_page(again, page) == meter::ScrubResult{},
            "damage is not repaired");
    require(repaired.state == whole.state && repaired.energy == whole.energy,
            "a repair changes the state");
    ++tally.repaired;
}

bool is_in(const flash_layout::Ring& ring, std::uint32_t sector) {
    return sector >= ring.first_sector && sector < ring.end();
}

// What of the scrub looks at `sector`; nothing where none does.
std::optional<std::uint32_t> scrub_step_of_sector(std::uint32_t sector) {
    if (sector == flash_layout::first_header_sector ||
        sector == flash_layout::second_header_sector) {
        return 0;
    }
    std::uint32_t step = 1;
    for (const flash_layout::Ring* ring :
         {&flash_layout::events, &flash_layout::day_ends, &flash_layout::month_ends,
          &flash_layout::reports, &flash_layout::profile_notes, &flash_layout::load_profile}) {
        if (is_in(*ring, sector)) {
            return step + (sector - ring->first_sector) % ring->sectors;
        }
        step += ring->sectors;
    }
    return std::nullopt;
}

// The number that place `place` of the load profile holds.
std::uint32_t profile_number_at(FlashHistory::Profile& profile, std::uint32_t place) {
    constexpr std::uint32_t capacity =
        flash_layout::load_profile.sectors * flash_layout::load_profile.records_per_sector();
    return profile.newest() - (profile.newest() + capacity - place) % capacity;
}

// A value that lives once is a gap, and the scrub tells of it: of each record once.
void check_gap(FlashHistory& history, std::uint32_t step, std::uint32_t place, bool is_first,
               DamageTally& tally) {
    auto& profile = history.load_profile();
    const std::uint32_t number = profile_number_at(profile, place);
    meter::HistoryPayload payload{};
    require(!profile.read(number, std::span{payload}.first(profile.payload_size())),
            "a damaged value is taken for a whole one");
    const meter::ScrubResult found = history.scrub(step);
    const bool was_kept = number >= profile.oldest();
    require(found.lost == (was_kept && is_first ? 1U : 0U) && !profile.was_passed_over(number),
            "a lost value is not told of once");
    ++(was_kept ? tally.gaps : tally.harmless);
}

// The bits of one sector that are a multiple of `every`, in a history that was mounted whole.
void flip_in_sector(World& world, std::uint32_t sector, std::uint64_t every, DamageTally& tally) {
    constexpr std::uint64_t bits = std::uint64_t{sector_bytes} * 8;
    const bool is_profile = is_in(flash_layout::load_profile, sector);
    const auto step = scrub_step_of_sector(sector);
    boards::W25qNorFlash device = world.flash;
    FlashHistory history{device};
    require(history.mount(meter::DeviceOwner{std::to_underlying(keying.meter)}).has_value(),
            "the flash cannot be mounted");
    const Bytes whole = content(device, sector * sector_bytes, sector_bytes);
    const bool is_small = is_profile || is_in(flash_layout::profile_notes, sector);
    const std::uint32_t record_bytes = is_small ? 16 : 64;
    std::uint64_t record_before = bits;  // none
    for (std::uint64_t bit = (every - sector * bits % every) % every; bit < bits; bit += every) {
        flip(device, sector * bits + bit);
        const std::uint64_t record = bit / 8 / record_bytes;
        if (is_profile) {
            const auto place = static_cast<std::uint32_t>(
                (sector - flash_layout::load_profile.first_sector) * (sector_bytes / 16) + record);
            check_gap(history, *step, place, record != record_before, tally);
            record_before = record;
        } else if (step) {
            require(history.scrub(*step).repaired != 0, "damage is not noticed");
            require(content(device, sector * sector_bytes, sector_bytes) == whole,
                    "damage is not repaired");
            ++tally.repaired;
        } else {
            ++tally.harmless;
        }
        device.alter(sector * sector_bytes, whole);
    }
}

void live_a_day(PoweredMeter& meter) {
    meter.step(base::Milliwatts{0}, 24h);
    for (int i = 0; i < 500; ++i) {
        meter.step(base::Milliwatts{0}, 1s);
    }
}

struct Told {
    bool repaired = false;
    bool lost = false;
};

// Of what the meter that starts with `damaged` keeps an event within a day.
Told tells(World& damaged) {
    PoweredMeter meter{damaged};
    live_a_day(meter);
    check_chronicle(meter.history(), damaged);
    return {.repaired = has_event(meter, meter::EventKind::storage_repaired),
            .lost = has_event(meter, meter::EventKind::storage_lost)};
}

// What a page or sector holds that a meter would miss.
enum class Holds : std::uint8_t {
    twice,    // it is repaired, and nothing else is told
    perhaps,  // the same, or nothing needs it any more
    once,     // it is lost
    nothing,
};

}  // namespace

DamageTally flip_eeprom_bits(std::uint64_t every) {
    World world = full_world();
    boards::At24Eeprom copy = world.eeprom;
    EepromLog log{copy};
    const Found whole = start(log);
    DamageTally tally;
    for (std::uint64_t bit = 0; bit < std::uint64_t{eeprom_layout::size_bytes} * 8; bit += every) {
        try {
            flip_one_in_eeprom(world, whole, bit, tally);
        } catch (const Violation& violation) {
            throw Violation{"bit " + std::to_string(bit) + " of the EEPROM: " + violation.what()};
        }
    }
    return tally;
}

DamageTally flip_flash_bits(std::uint64_t every) {
    World world = full_world();
    DamageTally tally;
    for (std::uint32_t sector = 0; sector < flash_layout::sectors; ++sector) {
        const bool is_image =
            sector >= flash_layout::first_image_sector &&
            sector < flash_layout::first_image_sector + 2 * flash_layout::image_sectors;
        if (is_image) {
            continue;
        }
        try {
            flip_in_sector(world, sector, every, tally);
        } catch (const Violation& violation) {
            throw Violation{"a bit in sector " + std::to_string(sector) + ": " + violation.what()};
        }
    }
    return tally;
}

DamageTally destroy_pages_and_sectors(std::uint32_t every) {
    World world = full_world();
    World undamaged = world;
    const Told before = tells(undamaged);
    require(!before.repaired && !before.lost, "a repair is told of without damage");
    DamageTally tally;
    simulator::Chance chance{every};
    const auto destroy = [&](auto World::* device, std::uint32_t index, std::uint32_t count,
                             std::uint32_t live_count, Holds holds) {
        for (const int pattern : {0x00, 0xFF, -1}) {
            Bytes bytes(count, static_cast<std::uint8_t>(pattern));
            if (pattern < 0) {
                std::ranges::generate(bytes,
                                      [&] { return static_cast<std::uint8_t>(chance.next()); });
            }
            World damaged = world;
            const bool is_damage =
                !std::ranges::equal(content(damaged.*device, index * count, live_count),
                                    std::span{bytes}.first(live_count));
            (damaged.*device).alter(index * count, bytes);
            Told told;
            try {
                told = tells(damaged);
                const bool is_told = holds == Holds::once ? told.lost : told.repaired;
                require(is_told || !is_damage, "damage is not told of");
                require(!told.lost || holds == Holds::perhaps || holds == Holds::once,
                        "a loss is told of");
            } catch (const Violation& violation) {
                throw Violation{std::to_string(count) + " bytes at " +
                                std::to_string(index * count) + " with " + std::to_string(pattern) +
                                ": " + violation.what()};
            }
            ++(told.repaired ? tally.repaired : told.lost ? tally.gaps : tally.harmless);
        }
    };
    for (std::uint32_t page = 0; page < eeprom_layout::pages; page += every) {
        // What the day's own commits go over is not there to be repaired. A place is gone over as a
        // whole, maybe with the same bytes: its head tells.
        const bool is_superseded = is_in_superseded_place(world, page);
        const std::uint32_t telling =
            is_superseded
                ? page - (page - eeprom_layout::first_place_page) % eeprom_layout::place_pages
                : page;
        const bool is_overwritten = (is_in_ring(page) || is_superseded) &&
                                    content(world.eeprom, telling * page_bytes, page_bytes) !=
                                        content(undamaged.eeprom, telling * page_bytes, page_bytes);
        const bool is_alone = is_alone_in_ring(world, page) || is_alone_in_ring(undamaged, page);
        const bool may_be_lost = is_alone || holds_newest_energy(world, page);
        destroy(&World::eeprom, page, page_bytes, is_overwritten || is_alone ? 0 : page_bytes,
                may_be_lost ? Holds::perhaps : Holds::twice);
    }
    for (std::uint32_t sector = 0; sector < flash_layout::sectors; sector += every) {
        const bool is_kept =
            scrub_step_of_sector(sector).has_value() &&
            !meter::is_erased(content(world.flash, sector * sector_bytes, sector_bytes));
        const bool is_profile = is_in(flash_layout::load_profile, sector);
        destroy(&World::flash, sector, sector_bytes, is_kept ? sector_bytes : 0,
                is_profile ? Holds::once
                : is_kept  ? Holds::twice
                           : Holds::nothing);
    }
    return tally;
}

}  // namespace power_loss
