#include "office/domain/identifiers.h"

#include <gtest/gtest.h>

namespace office {
namespace {

TEST(CommandId, is_read_and_written_as_36_characters) {
    const auto id = parse_command_id("0198F2A0-1234-7abc-8def-00112233445f");

    ASSERT_TRUE(id);
    EXPECT_EQ(to_string(*id), "0198f2a0-1234-7abc-8def-00112233445f");
}

TEST(CommandId, refuses_every_other_text) {
    EXPECT_FALSE(parse_command_id(""));
    EXPECT_FALSE(parse_command_id("0198f2a012347abc8def00112233445f"));
    EXPECT_FALSE(parse_command_id("0198f2a0-1234-7abc-8def-00112233445"));
    EXPECT_FALSE(parse_command_id("0198f2a0-1234-7abc-8def-00112233445g"));
    EXPECT_FALSE(parse_command_id("0198f2a0-1234-7abc-8def 00112233445f"));
    EXPECT_FALSE(parse_command_id("0198f2a0-1234-7abc-8def-00112233445ff"));
}

}  // namespace
}  // namespace office
