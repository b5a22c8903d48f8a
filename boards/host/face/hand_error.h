// Why the face does not do what somebody in front of it asked for.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace boards {

enum class HandError : std::uint8_t {
    not_understood,     // no request or command that it knows, or values that are out of range
    no_folder,          // of cards: the meter was started without one
    slot_taken,         // a card is in
    no_such_card,       // in the folder
    card_elsewhere,     // a card is in one place at a time
    card_not_readable,  // the file is no card, or the system does not let it be opened
    no_contact,         // the system cannot connect card and slot
};

// What JSON calls them.
inline constexpr std::array<std::pair<HandError, std::string_view>, 7> hand_error_names{{
    {HandError::not_understood, "not_understood"},
    {HandError::no_folder, "no_folder"},
    {HandError::slot_taken, "slot_taken"},
    {HandError::no_such_card, "no_such_card"},
    {HandError::card_elsewhere, "card_elsewhere"},
    {HandError::card_not_readable, "card_not_readable"},
    {HandError::no_contact, "no_contact"},
}};

[[nodiscard]] constexpr std::string_view name_of(HandError error) {
    return hand_error_names[std::to_underlying(error)].second;
}

struct HandFault {
    HandError error;
    std::string reason;  // for whoever wrote the request, one line in English
};

}  // namespace boards
