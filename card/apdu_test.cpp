#include "card/apdu.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

#include "card/testing/hex.h"

namespace card {
namespace {

using testing::bytes_of;
using testing::hex_of;

TEST(Apdu, each_case_comes_back_as_it_was_written) {
    for (const char* hex :
         {"00a40400", "00b0810000", "80e2910006bf3e035c015a", "8050300008fdf38259a1e0de4400"}) {
        const auto command = decode_command(bytes_of(hex));

        ASSERT_TRUE(command) << hex;
        EXPECT_EQ(hex_of(encode(*command)), hex);
    }
}

TEST(Apdu, a_command_of_all_255_bytes_and_le_fits) {
    std::vector<std::uint8_t> bytes = bytes_of("84d68200ff");
    bytes.insert(bytes.end(), 255, 0xAB);
    bytes.push_back(0);

    const auto command = decode_command(bytes);

    ASSERT_TRUE(command);
    EXPECT_EQ(command->data.size(), 255U);
    EXPECT_EQ(command->expected_length, 0);
}

TEST(Apdu, a_command_whose_lengths_differ_is_refused) {
    EXPECT_EQ(decode_command(bytes_of("00a404")), std::unexpected{ApduError::too_short});
    EXPECT_EQ(decode_command({}), std::unexpected{ApduError::too_short});
    // Two bytes announced, one there; one announced, three there; an extended length.
    EXPECT_EQ(decode_command(bytes_of("00a4040002aa")), std::unexpected{ApduError::lengths_differ});
    EXPECT_EQ(decode_command(bytes_of("00a4040001aabbcc")),
              std::unexpected{ApduError::lengths_differ});
    EXPECT_EQ(decode_command(bytes_of("00a40400000001aa")),
              std::unexpected{ApduError::lengths_differ});
}

TEST(Apdu, a_response_ends_with_its_status) {
    const auto response = decode_response(bytes_of("aabb6a82"));

    ASSERT_TRUE(response);
    EXPECT_EQ(response->data.size(), 2U);
    EXPECT_EQ(response->status, StatusWord::file_not_found);
    EXPECT_EQ(hex_of(encode(*response)), "aabb6a82");
}

TEST(Apdu, a_response_without_status_or_with_too_much_is_refused) {
    EXPECT_EQ(decode_response(bytes_of("90")), std::unexpected{ApduError::too_short});
    EXPECT_EQ(decode_response(std::vector<std::uint8_t>(259)),
              std::unexpected{ApduError::lengths_differ});
}

}  // namespace
}  // namespace card
