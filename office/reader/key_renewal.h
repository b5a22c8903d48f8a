// The meter's keys on a customer card: loaded again where a false meter has used up their tries,
// and how the card takes its meter from one version of the master key to the next, in two visits at
// the office: the first puts the next key set and the KEYS record on the card, the second, once a
// report has come under the new key, leaves the new one alone.
#pragma once

#include <expected>

#include "card/identifiers.h"
#include "office/domain/card_work.h"
#include "office/domain/key_store.h"
#include "office/reader/card_visit.h"

namespace office {

class KeyRenewal {
 public:
    // `visit` has the issuer's channel open; both outlive the renewal.
    KeyRenewal(CardVisit& visit, KeyStore& keys) : visit_{visit}, keys_{keys} {}

    // Loads the keys of the version in force again, which gives their tries back and changes
    // nothing else. Refused: what the visit refuses, keys_unavailable.
    [[nodiscard]] std::expected<void, CardProblem> give_tries_back();

    enum class Step : std::uint8_t {
        none,      // the card has what it needs, or the token lacks what a renewal needs
        begun,     // the next key lies on the card
        finished,  // the card works with the new version alone
    };

    // Does what is due on a card whose meter has `of_meter`, while `in_use` is the version that
    // meters go over to. May be repeated after any failure. Refused: what the visit refuses.
    [[nodiscard]] std::expected<Step, CardProblem> take_on(card::KeyVersion of_meter,
                                                           card::KeyVersion in_use);

 private:
    [[nodiscard]] std::expected<Step, CardProblem> begin(card::KeyVersion in_use);
    [[nodiscard]] std::expected<Step, CardProblem> finish(card::KeyVersion version);
    [[nodiscard]] std::expected<void, CardProblem> put_meter_keys(card::KeySet set,
                                                                  card::KeyVersion version,
                                                                  card::KeyVersion under);
    [[nodiscard]] std::expected<void, CardProblem> give(const card::Command& command);

    CardVisit& visit_;
    KeyStore& keys_;
};

}  // namespace office
