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

// NIST SP 800-38B, appendix D.2 and D.3: of nothing, 16, 40 and 64 bytes.
TEST(Cmac, gives_the_codes_of_longer_keys) {
    const auto message = bytes_of(
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
    struct Codes {
        const char* key;
        std::array<const char*, 4> codes;
    };
    for (const auto& [key, codes] :
         {Codes{"8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
                {"d17ddf46adaacde531cac483de7a9367", "9e99a7bf31e710900662f65e617c5184",
                 "8a1de5be2eb31aad089a82e6ee908b0e", "a1d5df0eed790f794d77589659f39a11"}},
          Codes{"603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                {"028962f61b7bf89efc6b551f4667d983", "28a7023f452e8f82bd4bf28d8c37c35c",
                 "aaf3d8f1de5640c232f5b169b9c911e6", "e1992190549f6ed5696a2c056c315410"}}}) {
        const AesKey long_key{bytes_of(key)};
        for (std::size_t i = 0; const std::size_t size : {0U, 16U, 40U, 64U}) {
            EXPECT_EQ(hex_of(cmac(long_key, std::span{message}.first(size))), codes[i++]);
        }
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
