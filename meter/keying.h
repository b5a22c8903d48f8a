// What production writes into a meter once: who it is and the key that everything else comes from.
#pragma once

#include <optional>

#include "card/crypto/key128.h"
#include "card/identifiers.h"

namespace meter {

struct Keying {
    card::MeterId meter{};
    card::KeyVersion key_version{1};
    card::Key128 meter_key{};
    std::optional<card::Key128> roll_key{};  // none: this meter's key can never be renewed
};

// The key that a KEYS record has put in the place of production's. Version 0: none has yet.
struct RenewedKey {
    card::KeyVersion key_version{0};
    card::Key128 meter_key{};

    bool operator==(const RenewedKey& other) const {
        return key_version == other.key_version &&
               card::equal_in_constant_time(meter_key.bytes(), other.meter_key.bytes());
    }
};

}  // namespace meter
