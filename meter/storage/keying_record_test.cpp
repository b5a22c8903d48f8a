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
