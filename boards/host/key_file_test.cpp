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
