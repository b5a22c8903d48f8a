#include "card/t1/contact_stream.h"

#include <gtest/gtest.h>

#include <vector>

namespace card {
namespace {

using Kind = ContactReader::Kind;

struct Heard {
    std::vector<std::uint8_t> bytes;
    int resets = 0;
};

template <typename Bytes>
Heard heard(const Bytes& sent) {
    ContactReader reader;
    Heard heard;
    for (const std::uint8_t byte : sent) {
        const auto event = reader.take(byte);
        if (event.kind == Kind::byte) {
            heard.bytes.push_back(event.byte);
        }
        heard.resets += event.kind == Kind::reset ? 1 : 0;
    }
    return heard;
}

TEST(ContactStream, carries_every_byte_as_it_is) {
    std::vector<std::uint8_t> all;
    for (unsigned byte = 0; byte <= 0xFF; ++byte) {
        all.push_back(static_cast<std::uint8_t>(byte));
    }

    const Heard card = heard(escaped(all));

    EXPECT_EQ(card.bytes, all);
    EXPECT_EQ(card.resets, 0);
}

TEST(ContactStream, carries_a_reset_between_bytes) {
    const Heard card = heard(contact_reset);

    EXPECT_TRUE(card.bytes.empty());
    EXPECT_EQ(card.resets, 1);
}

TEST(ContactStream, takes_a_damaged_escape_for_lost_bytes) {
    const Heard card = heard(std::vector<std::uint8_t>{contact_escape, 0x77, 0x55});

    EXPECT_EQ(card.bytes, (std::vector<std::uint8_t>{0x55}));
    EXPECT_EQ(card.resets, 0);
}

}  // namespace
}  // namespace card
