#include "card/parameter_set.h"

#include <gtest/gtest.h>

#include "card/testing/records.h"

namespace card {
namespace {

using testing::example_parameter_set;

TEST(ParameterSetRecord, gives_back_every_value) {
    const ParameterSet set = example_parameter_set();

    EXPECT_EQ(decode_parameter_set(encode(set)), set);
}

TEST(ParameterSetRecord, gives_back_the_defaults_and_no_time) {
    const ParameterSet set{.meter = testing::example_meter, .parameters = {.version = 1}};

    EXPECT_EQ(decode_parameter_set(encode(set)), set);
}

TEST(ParameterSetRecord, is_genuine_only_under_the_parameter_key_of_its_meter) {
    const Key128 meter_key{Block{1, 2, 3}};

    const auto bytes = testing::signed_parameter_set(example_parameter_set(), meter_key);

    EXPECT_TRUE(is_genuine(bytes, derive(meter_key, parameter_key_block())));
    EXPECT_FALSE(is_genuine(bytes, derive(meter_key, order_key_block())));
}

struct DamagedSet {
    std::size_t at;
    std::uint8_t value;
    RecordError because;
};

class RefusedParameterSet : public ::testing::TestWithParam<DamagedSet> {};

TEST_P(RefusedParameterSet, is_refused_by_name) {
    ParameterSetBytes bytes = encode(example_parameter_set());
    bytes[GetParam().at] = GetParam().value;

    const auto decoded = decode_parameter_set(bytes);

    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error(), GetParam().because);
}

INSTANTIATE_TEST_SUITE_P(
    EachField, RefusedParameterSet,
    ::testing::Values(DamagedSet{0, 2, RecordError::unknown_version},
                      DamagedSet{1, 2, RecordError::unknown_suite},
                      DamagedSet{2, 0, RecordError::out_of_range},      // no key version
                      DamagedSet{3, 2, RecordError::out_of_range},      // an unknown state
                      DamagedSet{3, 0, RecordError::out_of_range},      // a time not announced
                      DamagedSet{4, 1, RecordError::out_of_range},      // no such meter
                      DamagedSet{12, 0x80, RecordError::out_of_range},  // before 1970
                      DamagedSet{23, 0, RecordError::out_of_range},     // version 0
                      DamagedSet{24, 0x10, RecordError::out_of_range},  // an unknown switch
                      DamagedSet{88, 1, RecordError::out_of_range},  // a day after an empty place
                      DamagedSet{111, 1, RecordError::spare_not_zero}));

TEST(ParameterSetRecord, is_refused_in_another_length_and_blank) {
    const ParameterSetBytes blank{};

    EXPECT_EQ(decode_parameter_set(blank), std::unexpected{RecordError::blank});
    EXPECT_EQ(decode_parameter_set(std::span{blank}.first(127)),
              std::unexpected{RecordError::wrong_length});
}

}  // namespace
}  // namespace card
