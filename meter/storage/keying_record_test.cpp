#include "meter/storage/keying_record.h"

#include <gtest/gtest.h>

namespace meter {
namespace {

TEST(KeyingRecord, gives_back_meter_version_and_key) {
    const card::Block key{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    const auto decoded = decode_keying(encode(Keying{.meter = card::MeterId{123456},
                                                     .key_version = card::KeyVersion{2},
                                                     .meter_key = card::Key128{key}}));

    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->meter, card::MeterId{123456});
    EXPECT_EQ(decoded->key_version, card::KeyVersion{2});
    EXPECT_EQ(decoded->meter_key.bytes(), key);
}

TEST(KeyingRecord, gives_back_the_roll_over_key_where_there_is_one) {
    const card::Block roll{9, 8, 7};
    const Keying keyed{.meter = card::MeterId{1}, .roll_key = card::Key128{roll}};

    const auto with = decode_keying(encode(keyed));
    const auto without = decode_keying(encode(Keying{.meter = card::MeterId{1}}));

    ASSERT_TRUE(with && without);
    ASSERT_TRUE(with->roll_key);
    EXPECT_EQ(with->roll_key->bytes(), roll);
    EXPECT_FALSE(without->roll_key);
}

// The bytes that a meter with version 1 wrote: no roll-over key.
TEST(KeyingRecord, reads_what_the_version_before_has_written) {
    std::array<std::uint8_t, keying_record_size_before> record{};
    base::ByteWriter fields = begin_record(record, RecordKind::keying, 1);
    fields.u64(77).u8(3).bytes(card::Block{5, 5});
    finish_record(record, fields);

    const auto decoded = decode_keying(record);

    ASSERT_TRUE(decoded);
    EXPECT_EQ(size_of_keying(record), keying_record_size_before);
    EXPECT_EQ(decoded->meter, card::MeterId{77});
    EXPECT_EQ(decoded->key_version, card::KeyVersion{3});
    EXPECT_EQ(decoded->meter_key.bytes(), (card::Block{5, 5}));
    EXPECT_FALSE(decoded->roll_key);
}

TEST(KeyingRecord, is_refused_for_a_meter_that_cannot_be) {
    const auto decoded = decode_keying(encode(Keying{.meter = card::MeterId{0}}));

    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error(), StoredRecordError::value_out_of_range);
}

TEST(KeyingRecord, is_refused_when_damaged) {
    KeyingRecord record = encode(Keying{.meter = card::MeterId{1}});
    record[12] ^= 1;

    const auto decoded = decode_keying(record);

    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error(), StoredRecordError::wrong_checksum);
}

}  // namespace
}  // namespace meter
