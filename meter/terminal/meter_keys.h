// The keys that a meter works with: all derived from the one it was given at production or by the
// newest KEYS record, but for those that take the next such record.
#pragma once

#include <cstdint>
#include <optional>

#include "card/crypto/key128.h"
#include "card/identifiers.h"
#include "card/key_derivation.h"
#include "card/scp03/session.h"
#include "meter/keying.h"

namespace meter {

class MeterKeys {
 public:
    // As keyed at production.
    explicit MeterKeys(const Keying& keying) : keying_{keying} {}
    // With the key that has taken its place since, where one has.
    MeterKeys(const Keying& keying, const RenewedKey& renewed);

    // The same meter's keys under its next key.
    [[nodiscard]] MeterKeys renewed(const RenewedKey& next) const;

    [[nodiscard]] card::MeterId meter() const { return keying_.meter; }
    [[nodiscard]] card::KeyVersion key_version() const { return keying_.key_version; }
    [[nodiscard]] card::Key128 order() const { return derived(card::order_key_block()); }
    [[nodiscard]] card::Key128 parameters() const { return derived(card::parameter_key_block()); }
    [[nodiscard]] card::Key128 report() const { return derived(card::report_key_block()); }
    // What KEYS records are made with; none where production gave no roll-over key.
    [[nodiscard]] std::optional<card::ChannelKeys> roll() const;

    // The keys that only the card of this serial and generation holds.
    [[nodiscard]] card::ChannelKeys card(card::CardSerial serial,
                                         card::Generation generation) const {
        return card::card_keys(keying_.meter_key, serial, generation);
    }

    // The keys that only the field card of this serial and round holds, for this meter alone.
    [[nodiscard]] card::ChannelKeys field(card::CardSerial serial, card::Generation round) const {
        return card::field_keys(keying_.meter_key, serial, round);
    }

    // A challenge that nobody can foresee, from a counter that was stored before and is never used
    // again: the meter has no source of true randomness.
    [[nodiscard]] card::Challenge challenge(std::uint64_t counter) const;

 private:
    [[nodiscard]] card::Key128 derived(const card::Block& block) const {
        return card::derive(keying_.meter_key, block);
    }

    Keying keying_;
};

}  // namespace meter
