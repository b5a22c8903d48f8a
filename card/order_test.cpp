#include "card/order.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "card/testing/hex.h"
#include "card/testing/records.h"

namespace card {
namespace {

using testing::example_order;
using testing::hex_of;
using testing::key_of;
using testing::signed_order;

const Key128 meter_key = key_of("101112131415161718191a1b1c1d1e1f");
const Key128 order_key = derive(meter_key, order_key_block());

// The record of the example order with `length` bytes at `offset` replaced by `value`.
OrderBytes with_field(std::size_t offset, std::size_t length, std::uint64_t value) {
    OrderBytes bytes = encode(example_order());
    for (std::size_t i = length; i > 0; --i) {
        bytes[offset + i - 1] = static_cast<std::uint8_t>(value);
        value >>= 8;
    }
    return bytes;
}

RecordError error_of(const OrderBytes& bytes) {
    const auto order = decode_order(bytes);
    EXPECT_FALSE(order);
    return order ? RecordError{0xFF} : order.error();
}

TEST(Order, is_128_bytes_with_each_field_in_its_place) {
    const OrderBytes bytes = encode(example_order());

    EXPECT_EQ(hex_of(bytes),
              "01010101"                    // version, suite, key version, kind
              "0000001cbe991a14"            // meter
              "0a1b2c3d4e5f6071"            // card serial
              "000100000001"                // generation, sequence
              "000000007530000000007530"    // energy, ordered total
              "00000001000000007530"        // purchases, last purchase energy
              "0000000069a3f908"            // last purchase time
              "000000000000126700000000"    // customer, parameter version
              "0000000069a3f94400000001"    // issue time, office
                  + std::string(96, '0'));  // spare, code not set yet
}

TEST(Order, comes_back_as_it_was_written) {
    Order order = example_order();
    order.kind = OrderKind::correction;
    order.energy = base::WattHours{-12'345};
    order.last_purchase_energy = -base::largest_energy;
    order.ordered_total = base::largest_energy;
    order.issue_time = latest_time;

    EXPECT_EQ(decode_order(encode(order)), order);
}

TEST(Order, is_genuine_under_the_key_of_its_meter_only) {
    const OrderBytes bytes = signed_order(example_order(), meter_key);

    EXPECT_TRUE(is_genuine(bytes, order_key));
    EXPECT_FALSE(is_genuine(bytes, derive(meter_key, report_key_block())));
}

TEST(Order, is_not_genuine_after_any_flipped_bit) {
    const OrderBytes whole = signed_order(example_order(), meter_key);

    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        OrderBytes damaged = whole;
        damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(is_genuine(damaged, order_key)) << "bit " << bit;
    }
}

TEST(Order, of_another_length_is_refused) {
    const OrderBytes whole = encode(example_order());
    std::vector<std::uint8_t> longer{whole.begin(), whole.end()};
    longer.push_back(0);

    EXPECT_EQ(decode_order(longer), std::unexpected{RecordError::wrong_length});
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_EQ(decode_order(std::span{whole}.first(length)),
                  std::unexpected{RecordError::wrong_length});
    }
    EXPECT_FALSE(is_genuine(std::span{whole}.first(15), order_key));
}

TEST(Order, of_zeros_only_is_blank) {
    EXPECT_EQ(error_of(OrderBytes{}), RecordError::blank);
}

TEST(Order, of_another_format_is_refused_by_name) {
    EXPECT_EQ(error_of(with_field(0, 1, 2)), RecordError::unknown_version);
    EXPECT_EQ(error_of(with_field(1, 1, 2)), RecordError::unknown_suite);
    EXPECT_EQ(error_of(with_field(3, 1, 0)), RecordError::unknown_kind);
    EXPECT_EQ(error_of(with_field(3, 1, 9)), RecordError::unknown_kind);
    EXPECT_EQ(error_of(with_field(111, 1, 1)), RecordError::spare_not_zero);
}

TEST(Order, with_a_number_that_cannot_be_is_out_of_range) {
    const auto above_largest = static_cast<std::uint64_t>(base::largest_energy.count()) + 1;

    EXPECT_EQ(error_of(with_field(2, 1, 0)), RecordError::out_of_range);   // key version
    EXPECT_EQ(error_of(with_field(4, 8, 0)), RecordError::out_of_range);   // meter
    EXPECT_EQ(error_of(with_field(20, 2, 0)), RecordError::out_of_range);  // generation
    EXPECT_EQ(error_of(with_field(22, 4, 0)), RecordError::out_of_range);  // sequence
    EXPECT_EQ(error_of(with_field(26, 6, above_largest)), RecordError::out_of_range);
    EXPECT_EQ(error_of(with_field(32, 6, above_largest)), RecordError::out_of_range);
    EXPECT_EQ(error_of(with_field(32, 6, ~std::uint64_t{0})), RecordError::out_of_range);
    EXPECT_EQ(error_of(with_field(42, 6, above_largest)), RecordError::out_of_range);
    EXPECT_EQ(error_of(with_field(48, 8, ~std::uint64_t{0})), RecordError::out_of_range);
    EXPECT_EQ(error_of(with_field(56, 8, 10'000'000'000)), RecordError::out_of_range);
    EXPECT_EQ(error_of(with_field(68, 8, 253'402'300'800)), RecordError::out_of_range);
}

TEST(OrderDeathTest, encoding_a_number_that_cannot_be_is_a_programming_error) {
    Order order = example_order();
    order.ordered_total = base::WattHours{-1};

    EXPECT_DEATH(static_cast<void>(encode(order)), "internal rule");
}

}  // namespace
}  // namespace card
