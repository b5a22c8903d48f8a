// Field cards at the office, with the card gone at any exchange.
#include <gtest/gtest.h>

#include <algorithm>

#include "card/key_derivation.h"
#include "card/parameter_set.h"
#include "card/report.h"
#include "tests/card_work/blank_field_card.h"
#include "tests/card_work/made_reports.h"
#include "tests/card_work/office_at_work.h"

namespace card_work {
namespace {

// What the meter writes onto its place.
card::ReportBytes report_of(std::uint32_t counter, const card::SoftwareCard& card, Token& token) {
    card::Report report;
    report.meter = Office::meter;
    report.card = card.memory().id.serial;
    report.generation = card.memory().id.generation;
    report.report_counter = counter;
    return signed_report(report, token.keys());
}

TEST_F(CardWork, issues_a_field_card_wherever_it_is_pulled_out) {
    std::size_t pulled = 0;
    for (std::size_t good = 0;; ++good) {
        Office office{token()};
        BlankFieldCard blank;
        const CommandId id = Office::next_id();
        const auto field = round_of(office, card::CardKind::parameter);
        Reader torn{blank.card, good};
        const bool is_cut = !office.work.issue_field(torn, field, id, office.clerk);
        pulled += is_cut ? 1U : 0U;

        Reader reader{blank.card};
        const auto issued = office.work.issue_field(reader, field, id, office.clerk);

        ASSERT_TRUE(issued) << good;
        EXPECT_EQ(issued->round.round, card::Generation{1}) << good;
        EXPECT_EQ(blank.card.memory().id.generation, card::Generation{1}) << good;
        const card::FieldPlace& place = (*blank.field)[0];
        const auto keys = card::field_keys(meter_key(token().keys()), card::CardSerial{0xF1E1D},
                                           card::Generation{1});
        EXPECT_TRUE(std::ranges::equal(place.keys.enc.bytes(), keys.enc.bytes())) << good;
        EXPECT_TRUE(std::ranges::equal(place.keys.mac.bytes(), keys.mac.bytes())) << good;
        EXPECT_TRUE(card::is_genuine(
            place.parameters, card::derive(meter_key(token().keys()), card::parameter_key_block())))
            << good;
        if (!is_cut) {
            break;
        }
    }
    EXPECT_GE(pulled, 8U);  // select, identity, two to open, three keys, identity, place
}

TEST_F(CardWork, takes_back_what_a_meter_wrote_wherever_the_field_card_is_pulled_out) {
    Office office{token()};
    BlankFieldCard blank;
    Reader first{blank.card};
    ASSERT_TRUE(office.work.issue_field(first, round_of(office, card::CardKind::inspection),
                                        Office::next_id(), office.clerk));
    (*blank.field)[0].report = report_of(1, blank.card, token());
    for (std::size_t good = 0;; ++good) {
        Reader torn{blank.card, good};
        const bool is_cut = !office.work.read_field(torn, office.clerk);
        if (!is_cut) {
            break;
        }
        ASSERT_LT(good, 20U);
    }
    Reader reader{blank.card};

    const auto read = office.work.read_field(reader, office.clerk);

    ASSERT_TRUE(read);
    ASSERT_EQ(read->places.size(), 1U);
    ASSERT_TRUE(read->places[0].reconciliation);
    EXPECT_TRUE(read->places[0].reconciliation->findings.empty());
}

TEST_F(CardWork, finds_a_report_that_was_altered_on_a_field_card) {
    Office office{token()};
    BlankFieldCard blank;
    Reader first{blank.card};
    ASSERT_TRUE(office.work.issue_field(first, round_of(office, card::CardKind::inspection),
                                        Office::next_id(), office.clerk));
    const card::ReportBytes genuine = report_of(1, blank.card, token());
    for (std::size_t bit = 0; bit < 8 * genuine.size(); bit += 37) {
        (*blank.field)[0].report = genuine;
        (*blank.field)[0].report[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        Reader reader{blank.card};

        const auto read = office.work.read_field(reader, office.clerk);

        ASSERT_TRUE(read) << bit;
        EXPECT_TRUE(read->places[0].is_altered) << bit;
        EXPECT_FALSE(read->places[0].reconciliation) << bit;
    }
}

TEST_F(CardWork, gives_no_keys_to_a_card_that_claims_to_be_blank_after_a_round_was_written_on_it) {
    Office office{token()};
    BlankFieldCard genuine;
    Reader first{genuine.card};
    const auto field = round_of(office, card::CardKind::inspection);
    ASSERT_TRUE(office.work.issue_field(first, field, Office::next_id(), office.clerk));
    BlankFieldCard thiefs;  // of the same serial, with the published key

    Reader reader{thiefs.card};
    const auto issued = office.work.issue_field(reader, field, Office::next_id(), office.clerk);

    ASSERT_FALSE(issued);
    EXPECT_EQ(std::get<CardProblem>(issued.error()), CardProblem::card_not_genuine);
    EXPECT_EQ(thiefs.card.changes(), 0U);
    Reader again{genuine.card};
    EXPECT_TRUE(office.work.issue_field(again, field, Office::next_id(), office.clerk));
}

TEST_F(CardWork, refuses_a_field_card_of_a_round_or_key_that_it_has_left) {
    Office office{token()};
    BlankFieldCard blank;
    Reader first{blank.card};
    const auto field = round_of(office, card::CardKind::inspection);
    ASSERT_TRUE(office.work.issue_field(first, field, Office::next_id(), office.clerk));
    card::CardMemory old = blank.card.memory();
    office.roll();
    Reader second{blank.card};
    ASSERT_TRUE(office.work.issue_field(second, field, Office::next_id(), office.clerk));
    ASSERT_EQ(blank.card.memory().id.key_version, card::KeyVersion{2});

    for (const card::Generation round : {card::Generation{1}, card::Generation{2}}) {
        old.id.generation = round;  // as it was, and under the old key on the round of now
        card::SoftwareCard thiefs{old, *blank.field};
        Reader reading{thiefs};
        const auto read = office.work.read_field(reading, office.clerk);
        Reader issuing{thiefs};
        const auto issued =
            office.work.issue_field(issuing, field, Office::next_id(), office.clerk);

        ASSERT_TRUE(!read && !issued);
        EXPECT_EQ(std::get<CardProblem>(read.error()), CardProblem::card_of_left_key);
        EXPECT_EQ(std::get<CardProblem>(issued.error()), CardProblem::card_of_left_key);
        EXPECT_EQ(thiefs.changes(), 0U);
    }
}

TEST_F(CardWork, tells_field_cards_and_customers_cards_apart) {
    Office office{token()};
    BlankFieldCard blank;
    Reader first{blank.card};
    ASSERT_TRUE(office.work.issue_field(first, round_of(office, card::CardKind::maintenance),
                                        Office::next_id(), office.clerk));
    auto customers = card::SoftwareCard::blank(serial);
    Reader second{customers};
    ASSERT_TRUE(office.work.issue(second, Office::meter, Office::next_id(), office.clerk));

    Reader field_again{blank.card};
    const auto as_customers = office.work.read(field_again, Office::next_id(), office.clerk);
    Reader customers_again{customers};
    const auto as_field = office.work.read_field(customers_again, office.clerk);
    Reader to_be_field{customers};
    const auto issued = office.work.issue_field(
        to_be_field, round_of(office, card::CardKind::inspection), Office::next_id(), office.clerk);

    ASSERT_FALSE(as_customers || as_field || issued);
    EXPECT_EQ(std::get<CardProblem>(as_customers.error()), CardProblem::not_a_customers_card);
    EXPECT_EQ(std::get<CardProblem>(as_field.error()), CardProblem::not_a_field_card);
    EXPECT_EQ(std::get<CardProblem>(issued.error()), CardProblem::not_a_field_card);
}

}  // namespace
}  // namespace card_work
