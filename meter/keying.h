// What production writes into a meter once: who it is and the key that everything else comes from.
#pragma once

#include "card/crypto/key128.h"
#include "card/identifiers.h"

namespace meter {

struct Keying {
    card::MeterId meter{};
    card::KeyVersion key_version{1};
    card::Key128 meter_key{};
};

}  // namespace meter
