// A master key has leaked and the fleet has gone over to the next: at the office, a card that the
// thief makes from the old one, and what a genuine card meets that stayed away meanwhile.
#include <gtest/gtest.h>

#include "card/keys_record.h"
#include "tests/card_work/made_reports.h"
#include "tests/card_work/office_at_work.h"

namespace card_work {
namespace {

CardProblem problem_of(const office::CardFailure& failure) {
    const auto* const problem = std::get_if<CardProblem>(&failure);
    EXPECT_NE(problem, nullptr);
    return problem == nullptr ? CardProblem::no_card : *problem;
}

// Everything that the old master gives of this card: its keys of before.
struct RolledOver {
    explicit RolledOver(Token& token) : office{token} {
        Reader blank{card};
        EXPECT_TRUE(office.work.issue(blank, Office::meter, Office::next_id(), office.clerk));
        of_old_master = card.memory();
        office.roll();
        sell();
        load_at_the_meter(card, token.keys(), card::KeyVersion{2});
        sell();
        EXPECT_EQ(office.card_version(), card::KeyVersion{2});
    }

    void sell() {
        Reader reader{card};
        const auto sold =
            office.work.sell(reader, office.sale(1'000), Office::next_id(), office.clerk);
        EXPECT_TRUE(sold && !sold->not_written);
    }

    Office office;
    card::SoftwareCard card = card::SoftwareCard::blank(serial);
    card::CardMemory of_old_master;
};

TEST_F(CardWork, refuses_a_card_made_from_a_leaked_master_that_the_card_has_left) {
    RolledOver rolled{token()};
    Office& office = rolled.office;
    card::SoftwareCard thiefs{rolled.of_old_master};
    const auto sales = office.sales();
    const auto newest = office.newest_order().order.sequence;

    Reader reading{thiefs};
    const auto read = office.work.read(reading, Office::next_id(), office.clerk);
    Reader selling{thiefs};
    const auto sold =
        office.work.sell(selling, office.sale(1'000), Office::next_id(), office.clerk);
    Reader writing{thiefs};
    const auto written = office.work.write(writing, Office::meter, office.clerk);

    ASSERT_TRUE(!read && !sold && !written);
    EXPECT_EQ(problem_of(read.error()), CardProblem::card_of_left_key);
    EXPECT_EQ(problem_of(sold.error()), CardProblem::card_of_left_key);
    EXPECT_EQ(problem_of(written.error()), CardProblem::card_of_left_key);
    EXPECT_EQ(office.sales(), sales);
    EXPECT_EQ(office.newest_order().order.sequence, newest);
    EXPECT_EQ(thiefs.changes(), 0U);  // not even a channel was opened
    rolled.sell();                    // and the genuine card is served
}

TEST_F(CardWork, does_not_believe_a_card_that_states_the_new_key_and_has_the_old_one) {
    RolledOver rolled{token()};
    rolled.of_old_master.id.key_version = card::KeyVersion{2};
    card::SoftwareCard thiefs{rolled.of_old_master};

    Reader reading{thiefs};
    const auto read = rolled.office.work.read(reading, Office::next_id(), rolled.office.clerk);

    ASSERT_FALSE(read);
    EXPECT_EQ(problem_of(read.error()), CardProblem::card_not_genuine);
}

TEST_F(CardWork, believes_no_report_made_with_a_leaked_key_that_the_meter_has_left) {
    RolledOver rolled{token()};
    Reader before{rolled.card};
    const auto known = rolled.office.work.read(before, Office::next_id(), rolled.office.clerk);
    ASSERT_TRUE(known);
    load_at_the_meter(rolled.card, token().keys(), card::KeyVersion{1});

    Reader reader{rolled.card};
    const auto read = rolled.office.work.read(reader, Office::next_id(), rolled.office.clerk);

    ASSERT_TRUE(read);
    EXPECT_TRUE(read->reconciliation.findings.has(office::Finding::report_of_left_key));
    EXPECT_FALSE(read->reconciliation.is_newer);
    EXPECT_EQ(read->reconciliation.loaded, known->reconciliation.loaded);
    EXPECT_EQ(rolled.office.key_version(), card::KeyVersion{2});
    EXPECT_TRUE(rolled.office.is_sound());
    load_at_the_meter(rolled.card, token().keys(), card::KeyVersion{2});
    rolled.sell();
    EXPECT_TRUE(rolled.office.is_sound());
}

// The meter took the second key and its report was torn; the card stayed at home until the third
// was in use. Had the third taken the place of the second, the card had no key of its meter.
TEST_F(CardWork, brings_a_card_that_missed_a_roll_over_to_its_meter_before_the_next_one) {
    Office office{token()};
    auto card = card::SoftwareCard::blank(serial);
    Reader blank{card};
    ASSERT_TRUE(office.work.issue(blank, Office::meter, Office::next_id(), office.clerk));
    const auto sell = [&] {
        Reader reader{card};
        const auto sold =
            office.work.sell(reader, office.sale(1'000), Office::next_id(), office.clerk);
        return sold && !sold->not_written;
    };
    office.roll();
    ASSERT_TRUE(sell());
    card::CardMemory torn = card.memory();
    ++torn.meter.sessions;
    card = card::SoftwareCard{torn};
    office.roll(third_master);

    ASSERT_TRUE(sell());
    EXPECT_EQ(card.memory().id.next_key_version, card::KeyVersion{2});
    load_at_the_meter(card, token().keys(), card::KeyVersion{2});
    ASSERT_TRUE(sell());
    EXPECT_EQ(office.card_version(), card::KeyVersion{2});
    ASSERT_TRUE(sell());

    EXPECT_EQ(card.memory().id.next_key_version, card::KeyVersion{3});
    load_at_the_meter(card, token().keys(), card::KeyVersion{3});
    ASSERT_TRUE(sell());
    EXPECT_EQ(office.card_version(), card::KeyVersion{3});
    EXPECT_EQ(office.key_version(), card::KeyVersion{3});
    EXPECT_TRUE(office.is_sound());
}

}  // namespace
}  // namespace card_work
