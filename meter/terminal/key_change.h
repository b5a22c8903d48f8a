// Which next keys a meter takes from a card.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "card/order.h"
#include "meter/state.h"
#include "meter/terminal/insertion_result.h"
#include "meter/terminal/meter_keys.h"

namespace meter {

struct ProvenCard;

// Why a KEYS record is refused. The number is the event's detail.
enum class KeysFault : std::uint8_t {
    unreadable = 1,   // not such a record, or not of this format
    wrong_meter = 2,  // of another meter
    not_genuine = 3,  // its code is not of the roll-over's office, or its key does not unwrap
};

// What lay on the card beside the order, already checked. Neither where nothing did, or a version
// that the meter has already left behind.
struct BroughtKeys {
    std::optional<RenewedKey> key;  // genuine, for this meter, above its version
    std::optional<KeysFault> fault;
};

// Reads the file of the card. A meter without a roll-over key finds no record genuine.
[[nodiscard]] BroughtKeys check_keys(std::span<const std::uint8_t> file, const MeterKeys& keys);

// The keys that the code of a record of `version` is checked with: those brought where it names
// theirs, else the meter's.
[[nodiscard]] MeterKeys keys_of(card::KeyVersion version, const MeterKeys& keys,
                                const BroughtKeys& brought);

// An order from before the meter's key change, exactly as the meter loaded it then: it has nothing
// to credit, so nothing of it needs a code that the meter can no longer check.
[[nodiscard]] bool is_left_from_before(const card::Order& order, const MeterKeys& keys,
                                       const State& state);

// Another order from before the key change, on the card that this meter serves: it is refused, and
// a report goes back all the same, because the office that made it does not know of the change yet.
[[nodiscard]] bool owes_a_report(const card::Order& order, const ProvenCard& card,
                                 const MeterKeys& keys, const State& state);

// Takes the brought key into `state` where nothing of the order waits under the present ones;
// keeps the event of a refused record. True where it was taken.
bool accept_keys(State& state, const BroughtKeys& brought, InsertionResult result,
                 const card::Order& order);

}  // namespace meter
