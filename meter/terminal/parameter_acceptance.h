// Which parameter sets a meter takes from a card.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "card/crypto/key128.h"
#include "card/parameter_set.h"
#include "meter/state.h"
#include "meter/terminal/key_change.h"
#include "meter/terminal/meter_keys.h"

namespace meter {

// Why a set is refused whole, beside card::ParameterError for a value out of its range. The number
// is the event's detail.
enum class ParameterSetFault : std::uint8_t {
    unreadable = 64,   // not such a record, or not of this format
    not_genuine = 65,  // its code is not of this meter's office
    wrong_meter = 66,
    other_content = 67,  // of the version that the meter has, with other content
};

// What lay on the card beside the order, already checked against the keys.
struct BroughtParameters {
    std::optional<card::ParameterSet> set;   // genuine and for this meter
    card::Block code{};                      // of `set`: a function of all its content
    std::optional<ParameterSetFault> fault;  // why there is none although something lay there
};

// Reads the file of the card; zeros are nothing, and so is a set from before the meter's key
// change. `next` are the keys that the same card brings, under which the set may be.
[[nodiscard]] BroughtParameters check_parameters(std::span<const std::uint8_t> file,
                                                 const MeterKeys& keys,
                                                 const BroughtKeys& next = {});

// Takes a newer set whole, with its office's time; an older one is ignored. Any other one, or one
// with a value out of its range, is refused whole with an event and changes nothing else.
void accept_parameters(State& state, const BroughtParameters& brought);

}  // namespace meter
