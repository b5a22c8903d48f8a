// Each key comes from its parent by one AES block: AES-128 under the parent of
//
//   label 1 | identity, fixed width, big endian | purpose 1 | zeros to 16
//
// No two derivations have the same block, so this is a pseudo-random function of a fixed-length
// input. The blocks are functions of their own: the office feeds them to a key store that never
// shows the parent (PKCS#11, CKM_AES_ECB_ENCRYPT_DATA). A key that derives does nothing else.
#pragma once

#include <cstdint>

#include "card/crypto/key128.h"
#include "card/identifiers.h"

namespace card {

// The first byte of each block, never 0.
enum class KeyLabel : std::uint8_t {
    meter = 0x01,
    roll = 0x02,
    order = 0x03,
    report = 0x04,
    parameters = 0x05,
    random = 0x06,
    card = 0x07,
    issuer = 0x08,
    field = 0x09,
    check = 0x0A,
};

enum class KeyPurpose : std::uint8_t { single = 0x00, enc = 0x01, mac = 0x02, dek = 0x03 };

// K_meter under the office's master key.
[[nodiscard]] Block meter_key_block(MeterId meter);
// K_order, K_report, K_param, K_random under K_meter; the last makes a meter's challenges.
[[nodiscard]] Block order_key_block();
[[nodiscard]] Block report_key_block();
[[nodiscard]] Block parameter_key_block();
[[nodiscard]] Block random_key_block();
// One key of K_card under K_meter: key set 0x31, purposes enc and mac.
[[nodiscard]] Block card_key_block(CardSerial serial, Generation generation, KeyPurpose purpose);
// One key of K_issuer under the office's master key: key set 0x30, purposes enc, mac and dek.
[[nodiscard]] Block issuer_key_block(CardSerial serial, KeyPurpose purpose);

// One key of K_field under K_meter: key set 0x33, purposes enc and mac.
[[nodiscard]] Block field_key_block(CardSerial serial, Generation round, KeyPurpose purpose);
// K_roll under the roll-over master key.
[[nodiscard]] Block roll_key_block(MeterId meter);
// Its two keys, under itself, purposes enc and mac: what a KEYS record is made with.
[[nodiscard]] Block roll_part_block(KeyPurpose purpose);

// Under a master key: a key whose code of zeros begins with the master's fingerprint.
[[nodiscard]] Block check_key_block();

[[nodiscard]] Key128 derive(const Key128& parent, const Block& block);

// The two keys that open a secure channel, or that a record is encrypted and signed with.
struct ChannelKeys {
    Key128 enc;
    Key128 mac;
};

// K_card: what a meter derives for the card that it finds in its slot.
[[nodiscard]] ChannelKeys card_keys(const Key128& meter_key, CardSerial serial,
                                    Generation generation);

// K_field: what a meter derives for the field card that it finds in its slot.
[[nodiscard]] ChannelKeys field_keys(const Key128& meter_key, CardSerial serial, Generation round);

// What a meter takes its KEYS records with.
[[nodiscard]] ChannelKeys roll_keys(const Key128& roll_key);

}  // namespace card
