// What a card can be, by what the books know of its serial. No card goes back: not to a key that it
// has left, nor to a round before. Asked of what a card says before it has proven it, so that no
// key of a version that it has left is ever used for it.
#pragma once

#include <expected>

#include "card/id_record.h"
#include "office/domain/card_work.h"
#include "office/domain/store.h"

namespace office {

// Of a customer's card. A version above the one in the books is no fault: the card may have taken
// it in a visit that ended before the books had it, or the books may be restored ones. Refused:
// card_of_left_key.
[[nodiscard]] CardWork::Result<void> check_customers_card(const card::IdRecord& id,
                                                          const Store& store);

// Of a card that is to get a round or to be read: blank, or a field card.
// Refused: card_not_genuine where it claims to be blank although a round was proven written on it,
// card_of_left_key where it is on a round before that, or on one of ours under another key.
[[nodiscard]] CardWork::Result<void> check_field_card(const card::IdRecord& id, const Store& store);

}  // namespace office
