#include "office/domain/desk_message.h"

#include <gtest/gtest.h>

#include <vector>

namespace office {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(DeskMessage, an_insertion_travels_as_four_bytes) {
    const auto bytes = insertion_bytes(Insertion{0x01020304});

    EXPECT_EQ((Bytes{bytes.begin(), bytes.end()}), (Bytes{1, 2, 3, 4}));
    EXPECT_EQ(parse_insertion(bytes), Insertion{0x01020304});
    EXPECT_FALSE(parse_insertion(Bytes{1, 2, 3}));
}

TEST(DeskMessage, a_desk_may_be_asked_to_look) {
    const auto message = desk_message(DeskAsk::look);

    const auto question = parse_desk_question(message);

    ASSERT_TRUE(question);
    EXPECT_EQ(question->ask, DeskAsk::look);
    EXPECT_FALSE(parse_desk_question(Bytes{5}));
}

}  // namespace
}  // namespace office
