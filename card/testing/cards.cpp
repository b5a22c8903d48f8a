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

namespace {

void load_meter_set(CardSession& session, KeySet set, const IdRecord& id, const Key128& meter_key,
                    const Key128& dek) {
    const ChannelKeys keys = card_keys(meter_key, id.serial, id.generation);
    must_be_done(
        session.send_secured(put_key(set, KeyPurpose::enc, wrap_key(dek, keys.enc))).status);
    must_be_done(
        session.send_secured(put_key(set, KeyPurpose::mac, wrap_key(dek, keys.mac))).status);
    must_be_done(session.send_secured(store_identity(encode(id))).status);
}

}  // namespace

void bring_keys(SoftwareCard& card, KeyVersion version, const Key128& next_meter_key,
                const Key128& roll_key, const IssuerKeys& issuer) {
    CardSession session{card};
    must_be_done(session.open(KeySet::issuer, issuer.channel));
    IdRecord id = card.memory().id;
    id.next_key_version = version;
    load_meter_set(session, KeySet::next_meter, id, next_meter_key, issuer.dek);
    must_be_done(session
                     .send_secured(update(File::keys, signed_keys_record(version, id.meter,
                                                                         next_meter_key, roll_key)))
                     .status);
}

void retire_old_key(SoftwareCard& card, const Key128& next_meter_key, const IssuerKeys& issuer) {
    CardSession session{card};
    must_be_done(session.open(KeySet::issuer, issuer.channel));
    IdRecord id = card.memory().id;
    id.key_version = id.next_key_version;
    id.next_key_version = {};
    load_meter_set(session, KeySet::meter, id, next_meter_key, issuer.dek);
}

}  // namespace card::testing
