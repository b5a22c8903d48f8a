#include "card/key_staging.h"

namespace card {

bool KeyStaging::put(KeySet set, KeyPurpose purpose, std::span<const std::uint8_t, 24> wrapped,
                     const Key128& dek_in_force) {
    std::optional<Key128>* place = place_of(set, purpose);
    if (place == nullptr) {
        return false;
    }
    const bool under_new_dek = set == KeySet::meter && has_issuer();
    const auto key = unwrap_key(under_new_dek ? *dek_ : dek_in_force, wrapped);
    if (!key) {
        return false;
    }
    *place = key;
    return true;
}

std::optional<Key128>* KeyStaging::place_of(KeySet set, KeyPurpose purpose) {
    const bool is_issuer = set == KeySet::issuer;
    switch (purpose) {
        case KeyPurpose::enc:
            return is_issuer ? &enc_ : &meter_enc_;
        case KeyPurpose::mac:
            return is_issuer ? &mac_ : &meter_mac_;
        case KeyPurpose::dek:
            return is_issuer ? &dek_ : nullptr;
        case KeyPurpose::single:
            break;
    }
    return nullptr;
}

}  // namespace card
