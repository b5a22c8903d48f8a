#include "card/host/kept_card.h"

#include <gtest/gtest.h>

#include "card/host/testing/largest_file.h"
#include "card/instructions.h"
#include "card/scp03/host_channel.h"
#include "card/testing/temporary_folder.h"

namespace card {
namespace {

class KeptCardTest : public ::testing::Test {
 protected:
    testing::TemporaryFolder folder;
    const std::filesystem::path path = folder.path() / "guessed.card";
    CardFile file = [this] {
        static_cast<void>(CardFile::create(path, SoftwareCard::blank(CardSerial{1}).image()));
        return *CardFile::open(path, Durability::through_kills);
    }();

    // A challenge is asked for; what follows is a guess at the office's keys.
    static ApduBytes guess_after_challenge(KeptCard& card) {
        HostChannel host;
        EXPECT_TRUE(card.answer(encode(select_application())));
        EXPECT_TRUE(card.answer(encode(host.initialize_update(KeySet::issuer, Challenge{8}))));
        constexpr std::array<std::uint8_t, 16> guessed{1, 2, 3};
        return encode(Command{.cla = proprietary_class | secured_bit,
                              .ins = instructions::external_authenticate,
                              .p1 = security_level_33,
                              .p2 = 0,
                              .data = CommandData{guessed},
                              .expected_length = {}});
    }
    [[nodiscard]] int tries_in_the_file() const { return look_at_card(path)->issuer.tries; }
};

TEST_F(KeptCardTest, has_lost_the_try_in_its_file_before_the_guess_is_compared) {
    // The two slots are written in turn; after this the second change of a guess is beyond the end.
    ASSERT_TRUE(file.replace(encode(file.memory())));
    KeptCard card{file};
    const ApduBytes guess = guess_after_challenge(card);

    const testing::LargestFile full_disk{slot_page};
    const auto answer = card.answer(guess);

    EXPECT_FALSE(answer) << "what the comparison gave was told and not kept";
    EXPECT_EQ(tries_in_the_file(), most_tries - 1);
}

TEST_F(KeptCardTest, compares_nothing_where_the_lost_try_cannot_be_kept) {
    KeptCard card{file};
    const ApduBytes guess = guess_after_challenge(card);

    {
        const testing::LargestFile full_disk{slot_page};
        EXPECT_FALSE(card.answer(guess));
    }

    EXPECT_EQ(tries_in_the_file(), most_tries);
    // The challenge is gone with the guess.
    EXPECT_EQ(decode_response(*card.answer(guess))->status, StatusWord::conditions_not_met);
}

}  // namespace
}  // namespace card
