// The keys that a meter works with, all derived from the one it was given at production.
#pragma once

#include <cstdint>

#include "card/crypto/key128.h"
#include "card/identifiers.h"
#include "card/key_derivation.h"
#include "card/scp03/session.h"
#include "meter/keying.h"

namespace meter {

class MeterKeys {
 public:
    explicit MeterKeys(const Keying& keying)
        : meter_{keying.meter},
          key_version_{keying.key_version},
          meter_key_{keying.meter_key},
          order_{card::derive(keying.meter_key, card::order_key_block())},
          parameters_{card::derive(keying.meter_key, card::parameter_key_block())},
          report_{card::derive(keying.meter_key, card::report_key_block())},
          random_{card::derive(keying.meter_key, card::random_key_block())} {}

    [[nodiscard]] card::MeterId meter() const { return meter_; }
    [[nodiscard]] card::KeyVersion key_version() const { return key_version_; }
    [[nodiscard]] const card::Key128& order() const { return order_; }
    [[nodiscard]] const card::Key128& parameters() const { return parameters_; }
    [[nodiscard]] const card::Key128& report() const { return report_; }

    // The keys that only the card of this serial and generation holds.
    [[nodiscard]] card::ChannelKeys card(card::CardSerial serial,
                                         card::Generation generation) const {
        return card::card_keys(meter_key_, serial, generation);
    }

    // A challenge that nobody can foresee, from a counter that was stored before and is never used
    // again: the meter has no source of true randomness.
    [[nodiscard]] card::Challenge challenge(std::uint64_t counter) const;

 private:
    card::MeterId meter_;
    card::KeyVersion key_version_;
    card::Key128 meter_key_;
    card::Key128 order_;
    card::Key128 parameters_;
    card::Key128 report_;
    card::Key128 random_;
};

}  // namespace meter
