#include "boards/host/key_file.h"

#include <gtest/gtest.h>

namespace boards {
namespace {

TEST(KeyFile, gives_meter_version_and_key) {
    const auto keying = parse_key_file(
        R"({"meter":"100000000017","key_version":2,"k_meter":"000102030405060708090A0b0c0d0e0f"})");

    ASSERT_TRUE(keying) << keying.error();
    EXPECT_EQ(keying->meter, card::MeterId{100'000'000'017});
    EXPECT_EQ(keying->key_version, card::KeyVersion{2});
    EXPECT_EQ(keying->meter_key.bytes()[10], 0x0A);
}

TEST(KeyFile, gives_the_roll_over_key_where_there_is_one) {
    const std::string begin =
        R"({"meter":"17","key_version":1,"k_meter":"000102030405060708090A0b0c0d0e0f")";

    const auto with = parse_key_file(begin + R"(,"k_roll":"101112131415161718191a1b1c1d1e1f"})");
    const auto without = parse_key_file(begin + "}");
    const auto damaged = parse_key_file(begin + R"(,"k_roll":"10"})");

    ASSERT_TRUE(with && with->roll_key);
    EXPECT_EQ(with->roll_key->bytes()[1], 0x11);
    ASSERT_TRUE(without);
    EXPECT_FALSE(without->roll_key);
    EXPECT_EQ(damaged.error(), "has a \"k_roll\" that is not 32 hexadecimal digits");
}

TEST(KeyFile, is_refused_with_what_is_wrong) {
    const auto refusal_of = [](std::string_view text) {
        const auto keying = parse_key_file(text);
        return keying ? std::string{"accepted"} : keying.error();
    };

    EXPECT_EQ(refusal_of(""), "is not a JSON object");
    EXPECT_EQ(refusal_of("[]"), "is not a JSON object");
    EXPECT_EQ(refusal_of(R"({"meter":17})"), "has no \"meter\" of 1 to 12 digits in quotes");
    EXPECT_EQ(refusal_of(R"({"meter":"0"})"), "has no \"meter\" of 1 to 12 digits in quotes");
    EXPECT_EQ(refusal_of(R"({"meter":"17","key_version":0})"),
              "has no \"key_version\" from 1 to 255");
    EXPECT_EQ(refusal_of(R"({"meter":"17","key_version":1,"k_meter":"00"})"),
              "has no \"k_meter\" of 32 hexadecimal digits");
}

}  // namespace
}  // namespace boards
