// Cards ready for a test: as an office would hand them out.
#pragma once

#include "card/software_card.h"
#include "card/testing/card_session.h"
#include "card/testing/records.h"

namespace card::testing {

// The three keys of K_issuer; an office derives them from its master key.
struct IssuerKeys {
    ChannelKeys channel;
    Key128 dek;
};
[[nodiscard]] IssuerKeys issuer_keys(const Key128& master_key, CardSerial serial);

// A card of `id`, with the key sets that belong to it and `order` on it, never inserted yet.
[[nodiscard]] SoftwareCard personalised_card(const IdRecord& id, const Key128& meter_key,
                                             const IssuerKeys& issuer, const OrderBytes& order);

// Does what an office does to a blank card, command by command, and leaves the issuer's channel
// open; throws where the card refuses.
void personalise(CardSession& session, const IdRecord& id, const Key128& meter_key,
                 const IssuerKeys& issuer);
void personalise(SoftwareCard& blank, const IdRecord& id, const Key128& meter_key,
                 const IssuerKeys& issuer);

}  // namespace card::testing
