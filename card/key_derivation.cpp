#include "card/key_derivation.h"

#include <utility>

#include "base/byte_writer.h"
#include "card/crypto/aes.h"

namespace card {
namespace {

Block without_identity(KeyLabel label) {
    Block block{};
    base::ByteWriter{block}.u8(std::to_underlying(label));
    return block;
}

}  // namespace

Block meter_key_block(MeterId meter) {
    Block block{};
    base::ByteWriter{block}
        .u8(std::to_underlying(KeyLabel::meter))
        .u64(std::to_underlying(meter))
        .u8(std::to_underlying(KeyPurpose::single));
    return block;
}

Block order_key_block() {
    return without_identity(KeyLabel::order);
}
Block report_key_block() {
    return without_identity(KeyLabel::report);
}
Block parameter_key_block() {
    return without_identity(KeyLabel::parameters);
}
Block random_key_block() {
    return without_identity(KeyLabel::random);
}

Block check_key_block() {
    return without_identity(KeyLabel::check);
}

Block card_key_block(CardSerial serial, Generation generation, KeyPurpose purpose) {
    Block block{};
    base::ByteWriter{block}
        .u8(std::to_underlying(KeyLabel::card))
        .u64(std::to_underlying(serial))
        .u16(std::to_underlying(generation))
        .u8(std::to_underlying(purpose));
    return block;
}

Block issuer_key_block(CardSerial serial, KeyPurpose purpose) {
    Block block{};
    base::ByteWriter{block}
        .u8(std::to_underlying(KeyLabel::issuer))
        .u64(std::to_underlying(serial))
        .u8(std::to_underlying(purpose));
    return block;
}

Block field_key_block(CardSerial serial, Generation round, KeyPurpose purpose) {
    Block block{};
    base::ByteWriter{block}
        .u8(std::to_underlying(KeyLabel::field))
        .u64(std::to_underlying(serial))
        .u16(std::to_underlying(round))
        .u8(std::to_underlying(purpose));
    return block;
}

Block roll_key_block(MeterId meter) {
    Block block{};
    base::ByteWriter{block}
        .u8(std::to_underlying(KeyLabel::roll))
        .u64(std::to_underlying(meter))
        .u8(std::to_underlying(KeyPurpose::single));
    return block;
}

Block roll_part_block(KeyPurpose purpose) {
    Block block{};
    base::ByteWriter{block}.u8(std::to_underlying(KeyLabel::roll)).u8(std::to_underlying(purpose));
    return block;
}

Key128 derive(const Key128& parent, const Block& block) {
    Block bytes = aes_encrypt_block(parent, block);
    const Key128 key{bytes};
    wipe(bytes);
    return key;
}

ChannelKeys card_keys(const Key128& meter_key, CardSerial serial, Generation generation) {
    return {derive(meter_key, card_key_block(serial, generation, KeyPurpose::enc)),
            derive(meter_key, card_key_block(serial, generation, KeyPurpose::mac))};
}

ChannelKeys field_keys(const Key128& meter_key, CardSerial serial, Generation round) {
    return {derive(meter_key, field_key_block(serial, round, KeyPurpose::enc)),
            derive(meter_key, field_key_block(serial, round, KeyPurpose::mac))};
}

ChannelKeys roll_keys(const Key128& roll_key) {
    return {derive(roll_key, roll_part_block(KeyPurpose::enc)),
            derive(roll_key, roll_part_block(KeyPurpose::mac))};
}

}  // namespace card
