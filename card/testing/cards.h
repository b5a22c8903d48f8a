// Cards ready for a test: as an office would hand them out.
#pragma once

#include <initializer_list>
#include <memory>

#include "card/field_memory.h"
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

// An inspector's or fitter's card as an office hands it out, made command by command from a blank
// one: a round for some meters, each with the key that it works with.
class FieldCard {
 public:
    FieldCard(CardKind kind, CardSerial serial, const Key128& master_key);

    struct Visited {
        MeterId meter{};
        const Key128& meter_key;
        ParameterSetBytes parameters{};  // of a parameter card
    };
    // Throws where the card refuses.
    void begin_round(Generation round, std::initializer_list<Visited> meters);

    [[nodiscard]] SoftwareCard& card() { return card_; }
    [[nodiscard]] const SoftwareCard& card() const { return card_; }
    [[nodiscard]] const FieldPlace& place(std::size_t index) const { return (*memory_)[index]; }
    [[nodiscard]] FieldMemory& memory() { return *memory_; }
    [[nodiscard]] const IssuerKeys& issuer() const { return issuer_; }

 private:
    CardKind kind_;
    IssuerKeys issuer_;
    std::unique_ptr<FieldMemory> memory_;
    SoftwareCard card_;
};

// Does what an office does to a meter's card when the meter is to take its next key: key set 32,
// its version in the identity, the KEYS record. The meter's first key stays.
void bring_keys(SoftwareCard& card, KeyVersion version, const Key128& next_meter_key,
                const Key128& roll_key, const IssuerKeys& issuer);
// And what it does when a report has come under that key: the old one is gone from the card.
void retire_old_key(SoftwareCard& card, const Key128& next_meter_key, const IssuerKeys& issuer);

}  // namespace card::testing
