// The history on a customer's card: what was written there since the office read it last.
#pragma once

#include <cstdint>

#include "office/domain/card_work.h"
#include "office/domain/commands.h"
#include "office/domain/key_store.h"
#include "office/reader/card_visit.h"

namespace office {

// Adds to `record`, whose report is there, every record that its meter wrote behind a report with a
// counter above `seen`. One that it did not make, or that states a later report than the card's,
// makes it altered and is left out.
// Refused: what the visit refuses, keys_unavailable.
[[nodiscard]] CardWork::Result<void> take_history(CardVisit& visit, KeyStore& keys,
                                                  std::uint32_t seen, RecordReport& record);

}  // namespace office
