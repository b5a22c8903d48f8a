// Where the meter's state outlives the power.
#pragma once

#include <concepts>
#include <cstdint>
#include <expected>
#include <span>

namespace meter {

enum class StoreError : std::uint8_t { write_failed };

// save() replaces the stored record as a whole: after a power cut at any moment the old or the new
// one is read back, and once it has answered without an error, the new one.
// save_energy() keeps of the record how far time and energy have gone on (its energy_part()), and
// may keep all of it; the rest stays as it was saved.
// power_is_failing(true) says that the power will be gone within the hold-up time: a save() that it
// interrupts is given up, and later ones keep what fits, the energy first. A board may say so from
// an interrupt.
template <typename S>
concept StateStore = requires(S store, std::span<const std::uint8_t> record, bool is_failing) {
    { store.save(record) } -> std::same_as<std::expected<void, StoreError>>;
    { store.save_energy(record) } -> std::same_as<std::expected<void, StoreError>>;
    { store.power_is_failing(is_failing) } -> std::same_as<void>;
};

}  // namespace meter
