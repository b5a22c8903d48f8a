// A software card on contacts: T=1 over the byte stream of a slot.
#pragma once

#include <chrono>
#include <expected>

#include "card/host/insertion.h"
#include "card/host/kept_card.h"

namespace card {

// A block whose next byte does not come in this time is given up. Much longer than on real
// contacts: processes are put off by each other.
inline constexpr std::chrono::milliseconds contact_character_wait{50};

// Answers the slot at the other end of `slot`, a blocking stream socket, until one of them goes.
// Refused: cannot_write.
[[nodiscard]] std::expected<InsertionEnd, CardFileFault> serve_contacts(KeptCard& card, int slot,
                                                                        int pulled);

}  // namespace card
