// What the web face shows: the meter as it is now.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "boards/host/control_answer.h"
#include "boards/host/face/card_hand.h"
#include "boards/host/home.h"

namespace boards {

// One JSON object on one line. `card` is the name of the card that is in, or empty.
[[nodiscard]] std::string live_state(const Home& home, const Pace& pace, std::string_view card);
[[nodiscard]] std::string cards_json(const std::vector<CardInFolder>& cards);

}  // namespace boards
