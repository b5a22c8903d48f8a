// Guessing at keys, and making cards or meters useless by it.
#include <gtest/gtest.h>

#include <random>

#include "card/instructions.h"
#include "tests/attacks/home.h"
#include "tests/attacks/shim.h"

namespace attacks {
namespace {

using base::WattHours;
using card::KeySet;
using card::SoftwareCard;
using card::StatusWord;
using meter::InsertionResult;
using meter::testing::MeterBench;

// What a false meter does: a challenge, then a guessed cryptogram and code.
StatusWord guess(SoftwareCard& card, KeySet set, std::mt19937_64& random) {
    const auto send = [&](const Bytes& command) { return MeterBench::answer_of(card, command); };
    const auto select = card::encode(card::select_application());
    (void)send({select.begin(), select.end()});
    const auto challenged = card::decode_response(
        send({0x80, 0x50, std::to_underlying(set), 0x00, 0x08, 1, 2, 3, 4, 5, 6, 7, 8, 0x00}));
    if (challenged->status != StatusWord::done) {
        return challenged->status;
    }
    Bytes proof{0x84, 0x82, card::security_level_33, 0x00, 0x10};
    while (proof.size() < 21) {
        proof.push_back(static_cast<std::uint8_t>(random()));
    }
    return card::decode_response(send(proof))->status;
}

TEST(BruteForce, gets_ten_guesses_at_a_card_and_no_channel) {
    std::mt19937_64 random{1};
    Home home;
    home.sell(WattHours{30'000});

    for (int i = 0; i < 1'000; ++i) {
        ASSERT_NE(guess(home.card, KeySet::meter, random), StatusWord::done);
    }

    EXPECT_EQ(home.card.memory().meter.tries, 0);
    EXPECT_EQ(home.card.memory().meter.sessions, 0U);
    EXPECT_EQ(guess(home.card, KeySet::meter, random), StatusWord::blocked);
}

TEST(BruteForce, against_the_meter_never_passes_for_a_card_and_locks_nobody_out) {
    std::mt19937_64 random{2};
    Home home;
    home.sell(WattHours{30'000});
    const auto guessing = through([&](int position, const Bytes& command, SoftwareCard& card) {
        Bytes answer = MeterBench::answer_of(card, command);
        if (position == 2) {
            for (std::size_t i = answer.size() - 10; i < answer.size() - 2; ++i) {
                answer[i] = static_cast<std::uint8_t>(random());
            }
        }
        return answer;
    });

    for (int i = 0; i < 500; ++i) {
        ASSERT_EQ(home.meter.insert(home.card, guessing), InsertionResult::card_not_genuine);
    }

    home.expect_nothing_gained();
    home.expect_still_served();
}

TEST(LockOut, of_the_meters_keys_is_undone_by_the_office_and_loses_no_order) {
    std::mt19937_64 random{3};
    Home home;
    home.sell(WattHours{30'000});
    while (guess(home.card, KeySet::meter, random) != StatusWord::blocked) {
    }
    EXPECT_EQ(home.insert(), InsertionResult::card_error);
    home.expect_nothing_gained();

    card::testing::CardSession office{home.card};
    ASSERT_EQ(office.open(KeySet::issuer, home.issuer().channel), StatusWord::done);
    const auto& id = home.card.memory().id;
    const auto keys = card::card_keys(home.keying.meter_key, id.serial, id.generation);
    for (const auto& [purpose, key] :
         {std::pair{card::KeyPurpose::enc, keys.enc}, std::pair{card::KeyPurpose::mac, keys.mac}}) {
        const auto wrapped = card::wrap_key(home.issuer().dek, key);
        ASSERT_EQ(office.send_secured(card::put_key(KeySet::meter, purpose, wrapped)).status,
                  StatusWord::done);
    }
    ASSERT_EQ(office.send_secured(card::store_identity(card::encode(id))).status, StatusWord::done);

    EXPECT_EQ(home.insert(), InsertionResult::credited);
    EXPECT_EQ(home.credited(), WattHours{30'000});
}

TEST(LockOut, of_the_offices_keys_ends_the_card_and_a_new_one_brings_the_whole_total) {
    std::mt19937_64 random{4};
    Home home;
    home.sell(WattHours{30'000});
    (void)home.insert();
    home.sell(WattHours{12'000});
    while (guess(home.card, KeySet::issuer, random) != StatusWord::blocked) {
    }
    EXPECT_EQ(home.insert(), InsertionResult::unknown_card);

    home.replace_card(card::CardSerial{0x77}, card::OrderKind::replacement);

    EXPECT_EQ(home.insert(), InsertionResult::credited);
    EXPECT_EQ(home.credited(), WattHours{42'000});
    home.expect_nothing_gained();
}

}  // namespace
}  // namespace attacks
