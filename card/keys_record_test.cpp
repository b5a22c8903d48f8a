#include "card/keys_record.h"

#include <gtest/gtest.h>

#include "card/testing/records.h"

namespace card {
namespace {

const Key128 roll_key{Block{9, 8, 7}};
const Key128 new_meter_key{Block{1, 2, 3}};

KeysRecordBytes example() {
    return testing::signed_keys_record(KeyVersion{2}, testing::example_meter, new_meter_key,
                                       roll_key);
}

TEST(KeysRecord, gives_back_its_fields_and_the_key_under_the_roll_over_keys) {
    const auto record = decode_keys_record(example());

    ASSERT_TRUE(record);
    EXPECT_EQ(record->key_version, KeyVersion{2});
    EXPECT_EQ(record->meter, testing::example_meter);
    const auto key = unwrap_key(roll_keys(roll_key).enc, record->meter_key);
    ASSERT_TRUE(key);
    EXPECT_EQ(key->bytes(), new_meter_key.bytes());
    EXPECT_TRUE(is_genuine(example(), roll_keys(roll_key).mac));
}

TEST(KeysRecord, is_the_same_bytes_again_when_it_is_encoded_again) {
    KeysRecordBytes again = encode(*decode_keys_record(example()));
    set_mac(again, mac_of(example()));

    EXPECT_EQ(again, example());
}

TEST(KeysRecord, is_refused_by_name_for_each_fault) {
    struct Fault {
        std::size_t at;
        std::uint8_t value;
        RecordError error;
    };
    for (const Fault& fault :
         {Fault{0, 2, RecordError::unknown_version}, Fault{1, 2, RecordError::unknown_suite},
          Fault{2, 0, RecordError::out_of_range}, Fault{3, 1, RecordError::spare_not_zero},
          Fault{4, 1, RecordError::out_of_range}, Fault{36, 1, RecordError::spare_not_zero},
          Fault{47, 1, RecordError::spare_not_zero}}) {
        KeysRecordBytes bytes = example();
        bytes[fault.at] = fault.value;

        const auto refused = decode_keys_record(bytes);

        ASSERT_FALSE(refused) << fault.at;
        EXPECT_EQ(refused.error(), fault.error) << fault.at;
    }
    EXPECT_EQ(decode_keys_record(KeysRecordBytes{}).error(), RecordError::blank);
    const KeysRecordBytes whole = example();
    EXPECT_EQ(decode_keys_record(std::span{whole}.first<keys_record_size - 1>()).error(),
              RecordError::wrong_length);
}

TEST(KeysRecord, is_not_genuine_with_any_bit_flipped) {
    const Key128 mac = roll_keys(roll_key).mac;
    for (std::size_t bit = 0; bit < 8 * keys_record_size; ++bit) {
        KeysRecordBytes bytes = example();
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(is_genuine(bytes, mac)) << bit;
    }
}

}  // namespace
}  // namespace card
