#include "card/crypto/cmac.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "card/testing/hex.h"

namespace card {
namespace {

using testing::bytes_of;
using testing::hex_of;
using testing::key_of;

// RFC 4493 and NXP AN10922; the latter's message has 18 bytes, where it is a plain CMAC.
TEST(Cmac, gives_every_published_code) {
    std::ifstream file{TALLYWATT_SHARED "/vectors/aes_cmac.json"};
    if (!file.is_open()) {
        GTEST_SKIP() << "the published vectors are not beside the project";
    }

    const auto vectors = nlohmann::json::parse(file);

    ASSERT_GE(vectors.size(), 5U);
    for (const auto& vector : vectors) {
        const Key128 key = key_of(vector.at("key").get<std::string>());
        const auto message = bytes_of(vector.at("message").get<std::string>());
        EXPECT_EQ(hex_of(cmac(key, message)), vector.at("mac").get<std::string>())
            << vector.at("name");
    }
}

TEST(Cmac, does_not_depend_on_how_the_message_is_cut) {
    const Key128 key = key_of("2b7e151628aed2a6abf7158809cf4f3c");
    const auto message = bytes_of(
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411");
    const std::span<const std::uint8_t> whole{message};
    const Block expected = cmac(key, message);

    for (std::size_t cut = 0; cut <= message.size(); ++cut) {
        EXPECT_EQ(Cmac{key}.add(whole.first(cut)).add(whole.subspan(cut)).finish(), expected);
    }
}

TEST(ConstantTime, tells_equal_from_different_and_from_shorter) {
    const auto bytes = bytes_of("00112233");

    EXPECT_TRUE(equal_in_constant_time(bytes, bytes_of("00112233")));
    EXPECT_FALSE(equal_in_constant_time(bytes, bytes_of("00112234")));
    EXPECT_FALSE(equal_in_constant_time(bytes, bytes_of("001122")));
}

}  // namespace
}  // namespace card
