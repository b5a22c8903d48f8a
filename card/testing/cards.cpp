#include "card/testing/cards.h"

#include <stdexcept>

namespace card::testing {
namespace {

void must_be_done(StatusWord status) {
    if (status != StatusWord::done) {
        throw std::runtime_error{"the card refuses to be personalised"};
    }
}

}  // namespace

IssuerKeys issuer_keys(const Key128& master_key, CardSerial serial) {
    const auto key = [&](KeyPurpose purpose) {
        return derive(master_key, issuer_key_block(serial, purpose));
    };
    return {{key(KeyPurpose::enc), key(KeyPurpose::mac)}, key(KeyPurpose::dek)};
}

SoftwareCard personalised_card(const IdRecord& id, const Key128& meter_key,
                               const IssuerKeys& issuer, const OrderBytes& order) {
    CardMemory memory;
    memory.id = id;
    memory.issuer.keys = issuer.channel;
    memory.issuer_dek = issuer.dek;
    memory.meter.keys = card_keys(meter_key, id.serial, id.generation);
    memory.order = order;
    return SoftwareCard{memory};
}

void personalise(CardSession& session, const IdRecord& id, const Key128& meter_key,
                 const IssuerKeys& issuer) {
    const Key128 test_key = blank_card_key();
    const ChannelKeys meter = card_keys(meter_key, id.serial, id.generation);
    const auto put = [&](KeySet set, KeyPurpose purpose, const Key128& under, const Key128& key) {
        must_be_done(session.send_secured(put_key(set, purpose, wrap_key(under, key))).status);
    };

    must_be_done(session.open(KeySet::issuer, {test_key, test_key}));
    put(KeySet::issuer, KeyPurpose::enc, test_key, issuer.channel.enc);
    put(KeySet::issuer, KeyPurpose::mac, test_key, issuer.channel.mac);
    put(KeySet::issuer, KeyPurpose::dek, test_key, issuer.dek);
    put(KeySet::meter, KeyPurpose::enc, issuer.dek, meter.enc);
    put(KeySet::meter, KeyPurpose::mac, issuer.dek, meter.mac);
    must_be_done(session.send_secured(store_identity(encode(id))).status);
}

void personalise(SoftwareCard& blank, const IdRecord& id, const Key128& meter_key,
                 const IssuerKeys& issuer) {
    CardSession session{blank};
    personalise(session, id, meter_key, issuer);
}

}  // namespace card::testing
