// New keys on their way into a card: they wait here, outside its memory, until the identity that
// they are for is stored. A card pulled in between keeps the keys it had.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "card/commands.h"
#include "card/crypto/key_wrap.h"
#include "card/key_derivation.h"

namespace card {

class KeyStaging {
 public:
    // False where there is no such key, or where `wrapped` does not come under the issuer's DEK:
    // the new one once all three of its keys are here, else `dek_in_force`.
    [[nodiscard]] bool put(KeySet set, KeyPurpose purpose,
                           std::span<const std::uint8_t, 24> wrapped, const Key128& dek_in_force);

    void clear() { *this = {}; }

    // A set is there whole, in part or not at all.
    [[nodiscard]] bool has_issuer() const { return enc_ && mac_ && dek_; }
    [[nodiscard]] bool has_meter() const { return meter_enc_ && meter_mac_; }
    [[nodiscard]] bool has_next_meter() const { return next_enc_ && next_mac_; }
    [[nodiscard]] bool has_part_of_a_set() const {
        return ((enc_ || mac_ || dek_) && !has_issuer()) ||
               ((meter_enc_ || meter_mac_) && !has_meter()) ||
               ((next_enc_ || next_mac_) && !has_next_meter());
    }

    // Only of a set that is there whole.
    [[nodiscard]] ChannelKeys issuer() const { return {*enc_, *mac_}; }
    [[nodiscard]] Key128 issuer_dek() const { return *dek_; }
    [[nodiscard]] ChannelKeys meter() const { return {*meter_enc_, *meter_mac_}; }
    [[nodiscard]] ChannelKeys next_meter() const { return {*next_enc_, *next_mac_}; }

 private:
    std::optional<Key128>* place_of(KeySet set, KeyPurpose purpose);

    std::optional<Key128> enc_;
    std::optional<Key128> mac_;
    std::optional<Key128> dek_;
    std::optional<Key128> meter_enc_;
    std::optional<Key128> meter_mac_;
    std::optional<Key128> next_enc_;
    std::optional<Key128> next_mac_;
};

}  // namespace card
