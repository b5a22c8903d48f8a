#include "card/key_staging.h"

namespace card {

bool KeyStaging::put(KeySet set, KeyPurpose purpose, std::span<const std::uint8_t, 24> wrapped,
                     const Key128& dek_in_force) {
    std::optional<Key128>* place = place_of(set, purpose);
    if (place == nullptr) {
        return false;
    }
    const bool under_new_dek = set != KeySet::issuer && has_issuer();
    const auto key = unwrap_key(under_new_dek ? *dek_ : dek_in_force, wrapped);
    if (!key) {
        return false;
    }
    *place = key;
    return true;
}

std::optional<Key128>* KeyStaging::place_of(KeySet set, KeyPurpose purpose) {
    switch (set) {
        case KeySet::issuer:
            return purpose == KeyPurpose::enc   ? &enc_
                   : purpose == KeyPurpose::mac ? &mac_
                   : purpose == KeyPurpose::dek ? &dek_
                                                : nullptr;
        case KeySet::meter:
            return purpose == KeyPurpose::enc   ? &meter_enc_
                   : purpose == KeyPurpose::mac ? &meter_mac_
                                                : nullptr;
        case KeySet::next_meter:
            return purpose == KeyPurpose::enc   ? &next_enc_
                   : purpose == KeyPurpose::mac ? &next_mac_
                                                : nullptr;
        case KeySet::field:
            break;
    }
    return nullptr;
}

}  // namespace card
