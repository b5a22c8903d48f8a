#include "meter/self_test/memory_test.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>

namespace meter {
namespace {

TEST(MemoryTest, holds_and_leaves_what_was_there) {
    std::array<std::uint32_t, 1024> words{};
    std::iota(words.begin(), words.end(), 7U);
    const auto before = words;

    EXPECT_TRUE(memory_holds(words));
    EXPECT_EQ(words, before);
}

}  // namespace
}  // namespace meter
