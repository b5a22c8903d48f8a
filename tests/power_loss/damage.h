// A meter with full histories and a single damage: a flipped bit, a destroyed page or sector.
#pragma once

#include <cstdint>

namespace power_loss {

struct DamageTally {
    std::uint64_t repaired = 0;  // noticed, and as before after a start or a scrub
    std::uint64_t gaps = 0;      // in a value of the load profile, which lives once: noticed
    std::uint64_t harmless = 0;  // in what is superseded or free: nothing is to be repaired

    [[nodiscard]] std::uint64_t all() const { return repaired + gaps + harmless; }
};

// Flips every `every`-th bit of the EEPROM, each in a device of its own, starts and scrubs what it
// lies in. Throws Violation unless the state is the same and what was damaged is whole again.
[[nodiscard]] DamageTally flip_eeprom_bits(std::uint64_t every);

// The same for the flash without its image slots; a start is made for the newest records only.
[[nodiscard]] DamageTally flip_flash_bits(std::uint64_t every);

// Destroys every `every`-th page of the EEPROM and sector of the flash with zeros, erased and with
// noise, starts the meter and lets a day with its scrub pass. Throws Violation unless the registers
// are the same and the repair is an event.
[[nodiscard]] DamageTally destroy_pages_and_sectors(std::uint32_t every);

}  // namespace power_loss
