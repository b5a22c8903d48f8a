// What a field card keeps beside its identity: one place for each meter of its round, with the two
// keys that open it to that meter and to no other. A card without this memory is a customer's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "card/event_record.h"
#include "card/identifiers.h"
#include "card/key_derivation.h"
#include "card/parameter_set.h"
#include "card/report.h"

namespace card {

inline constexpr std::size_t most_places = 100;
inline constexpr std::size_t events_of_a_place = 16;

struct FieldPlace {
    MeterId meter{};  // 0: an empty place
    KeyVersion key_version{};
    ChannelKeys keys;  // K_field of the meter, this card and its round: key set 33
    std::uint8_t tries = 0;
    ParameterSetBytes parameters{};                            // on a parameter card
    ReportBytes report{};                                      // from here on by the meter
    std::array<EventRecordBytes, events_of_a_place> events{};  // on an inspection card
};

using FieldMemory = std::array<FieldPlace, most_places>;

// Where `meter` has its place; nothing where it is not in the round.
[[nodiscard]] inline std::optional<std::uint8_t> place_of(const FieldMemory& memory,
                                                          MeterId meter) {
    for (std::size_t i = 0; i < memory.size(); ++i) {
        if (memory[i].meter == meter && meter != MeterId{}) {
            return static_cast<std::uint8_t>(i);
        }
    }
    return std::nullopt;
}

}  // namespace card
