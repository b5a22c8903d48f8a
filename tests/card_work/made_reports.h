// What a meter leaves on the cards that were in it.
#pragma once

#include "card/crypto/cmac.h"
#include "card/key_derivation.h"
#include "card/software_card.h"
#include "card/testing/records.h"
#include "tests/card_work/office_at_work.h"

namespace card_work {

// What the meter's key is, as the keying bench gets it.
inline card::Key128 meter_key(office::KeyStore& keys,
                              card::KeyVersion version = card::KeyVersion{1}) {
    return keys.export_meter_keys(Office::meter, version)->meter_key;
}

inline card::ReportBytes signed_report(const card::Report& report, office::KeyStore& keys) {
    card::ReportBytes bytes = card::encode(report);
    const auto key = card::derive(meter_key(keys, report.key_version), card::report_key_block());
    card::set_mac(bytes, card::cmac(key, card::mac_input(bytes)));
    return bytes;
}

// As the meter would leave the card: the order loaded, its report under the key of `version`.
inline void load_at_the_meter(card::SoftwareCard& card, office::KeyStore& keys,
                              card::KeyVersion version) {
    card::CardMemory memory = card.memory();
    const auto order = *card::decode_order(memory.order);
    card::Report report = card::testing::example_report();
    report.key_version = version;
    report.meter = Office::meter;
    report.card = memory.id.serial;
    report.generation = memory.id.generation;
    report.meter_sessions = ++memory.meter.sessions;
    report.report_counter = report.meter_sessions;
    report.order_sequence = order.sequence;
    report.ordered_total = order.ordered_total;
    memory.report = signed_report(report, keys);
    card = card::SoftwareCard{memory};
}

}  // namespace card_work
