// The office's card work with a real card, token and database: the card goes at the first exchange,
// at the second, and so on until the work comes through; every time the next visit puts it right.
#include <gtest/gtest.h>

#include <algorithm>

#include "card/card_memory.h"
#include "card/keys_record.h"
#include "card/software_card.h"
#include "tests/card_work/made_reports.h"
#include "tests/card_work/office_at_work.h"

namespace card_work {
namespace {

TEST_F(CardWork, issues_a_card_however_often_it_is_pulled_out) {
    std::size_t pulled = 0;
    for (std::size_t good = 0;; ++good) {
        Office office{token()};
        auto card = card::SoftwareCard::blank(serial);
        Reader torn{card, good};
        const auto first = office.work.issue(torn, Office::meter, Office::next_id(), office.clerk);
        if (first) {
            break;
        }
        ++pulled;
        ASSERT_EQ(std::get<CardProblem>(first.error()), CardProblem::card_pulled) << good;

        Reader reader{card};
        const auto again =
            office.work.issue(reader, Office::meter, Office::next_id(), office.clerk);

        ASSERT_TRUE(again) << good;
        EXPECT_EQ(again->card.generation, card::Generation{1}) << good;
        Reader next_visit{card};
        EXPECT_TRUE(office.work.read(next_visit, Office::next_id(), office.clerk)) << good;
    }
    EXPECT_GE(pulled, 10U);  // select, identity, two to open, six to load
}

TEST_F(CardWork, sells_once_wherever_the_card_is_pulled_out) {
    std::size_t sold_before_the_pull = 0;
    for (std::size_t good = 0;; ++good) {
        Office office{token()};
        auto card = card::SoftwareCard::blank(serial);
        Reader blank{card};
        ASSERT_TRUE(office.work.issue(blank, Office::meter, Office::next_id(), office.clerk));
        const CommandId id = Office::next_id();
        Reader torn{card, good};
        const auto first = office.work.sell(torn, office.sale(30'000), id, office.clerk);
        if (first && !first->not_written) {
            break;
        }
        ASSERT_EQ(office.sales(), first ? 1U : 0U) << good;
        sold_before_the_pull += first ? 1U : 0U;

        Reader reader{card};
        const auto again = office.work.sell(reader, office.sale(30'000), id, office.clerk);

        ASSERT_TRUE(again && !again->not_written) << good;
        EXPECT_EQ(again->is_repeat, first.has_value()) << good;
        EXPECT_EQ(office.sales(), 1U) << good;
        EXPECT_EQ(office.newest_order().state, office::OrderState::issued) << good;
        EXPECT_TRUE(std::ranges::equal(card::mac_input(card.memory().order),
                                       card::mac_input(card::encode(office.newest_order().order))))
            << good;
    }
    EXPECT_GE(sold_before_the_pull, 1U);
}

// The card goes at every exchange of a reversal in turn. Where the correction did not get onto it,
// it goes to a meter before the next visit: then nothing is paid. Where it did, it was not needed
// again.
TEST_F(CardWork, pays_a_reversal_only_where_its_session_overwrote_the_sale) {
    std::size_t reversed_before_the_pull = 0;
    for (std::size_t good = 0;; ++good) {
        Office office{token()};
        auto card = card::SoftwareCard::blank(serial);
        Reader blank{card};
        ASSERT_TRUE(office.work.issue(blank, Office::meter, Office::next_id(), office.clerk));
        Reader reader{card};
        const auto sold =
            office.work.sell(reader, office.sale(30'000), Office::next_id(), office.clerk);
        ASSERT_TRUE(sold && !sold->not_written);
        const office::ReverseSale reverse{Office::meter, sold->sale.receipt,
                                          office::AdjustmentReason::wrong_amount};
        const CommandId id = Office::next_id();
        Reader torn{card, good};

        const auto reversed = office.work.reverse(torn, reverse, id, office.clerk);

        if (reversed && !reversed->not_written) {
            EXPECT_EQ(office.pay(reversed->reversal.adjustment), std::nullopt);
            break;
        }
        if (reversed) {
            ++reversed_before_the_pull;
            EXPECT_EQ(office.pay(reversed->reversal.adjustment),
                      office::Refusal::energy_not_proven_back);
            auto was_in_a_meter = card.memory();
            ++was_in_a_meter.meter.sessions;
            card = card::SoftwareCard{was_in_a_meter};
            Reader next{card};
            ASSERT_TRUE(office.work.reverse(next, reverse, id, office.clerk)) << good;
            EXPECT_EQ(office.pay(reversed->reversal.adjustment),
                      office::Refusal::energy_not_proven_back)
                << good;
        }
    }
    EXPECT_GE(reversed_before_the_pull, 1U);
}

TEST_F(CardWork, confirms_an_order_whose_answer_was_lost_when_it_reads_the_card) {
    Office office{token()};
    auto card = card::SoftwareCard::blank(serial);
    Reader blank{card};
    ASSERT_TRUE(office.work.issue(blank, Office::meter, Office::next_id(), office.clerk));
    std::optional<office::DeskSale> torn;
    for (std::size_t good = 5; !torn || !torn->not_written; ++good) {
        Reader reader{card, good};
        if (auto sale =
                office.work.sell(reader, office.sale(1'000), Office::next_id(), office.clerk)) {
            torn = *sale;
        }
    }
    ASSERT_EQ(office.newest_order().state, office::OrderState::pending);

    Reader reader{card};
    const auto read = office.work.read(reader, Office::next_id(), office.clerk);

    ASSERT_TRUE(read);
    EXPECT_EQ(office.newest_order().state, office::OrderState::issued);
    EXPECT_EQ(read->reconciliation.ordered, office.newest_order().order.ordered_total);
}

TEST_F(CardWork, tells_cards_apart_that_are_blank_foreign_or_of_another_meter) {
    Office office{token()};
    auto blank = card::SoftwareCard::blank(serial);
    auto owned = card::SoftwareCard::blank(card::CardSerial{2});
    Reader issuing{owned};
    ASSERT_TRUE(office.work.issue(issuing, Office::meter, Office::next_id(), office.clerk));

    Reader reader{blank};
    const auto read = office.work.read(reader, Office::next_id(), office.clerk);
    Reader other{owned};
    const auto written = office.work.write(other, card::MeterId{4712}, office.clerk);
    Reader again{owned};
    const auto issued =
        office.work.issue(again, card::MeterId{4712}, Office::next_id(), office.clerk);

    ASSERT_TRUE(!read && !written && !issued);
    EXPECT_EQ(std::get<CardProblem>(read.error()), CardProblem::card_blank);
    EXPECT_EQ(std::get<CardProblem>(written.error()), CardProblem::card_of_another_meter);
    EXPECT_EQ(std::get<CardProblem>(issued.error()), CardProblem::card_not_blank);
}

// A false meter guesses at keys until no try is left.
void lock_out(card::SoftwareCard& card) {
    card::CardMemory memory = card.memory();
    memory.meter.tries = 0;
    memory.next_meter_tries = 0;
    card = card::SoftwareCard{memory};
}

TEST_F(CardWork, gives_a_locked_card_its_tries_back_wherever_it_is_pulled_out) {
    for (std::size_t good = 0;; ++good) {
        Office office{token()};
        auto card = card::SoftwareCard::blank(serial);
        Reader blank{card};
        ASSERT_TRUE(office.work.issue(blank, Office::meter, Office::next_id(), office.clerk));
        const card::ChannelKeys keys = card.memory().meter.keys;
        const CommandId id = Office::next_id();
        lock_out(card);
        Reader torn{card, good};
        const bool is_cut = !office.work.read(torn, id, office.clerk);

        Reader reader{card};
        const auto read = office.work.read(reader, id, office.clerk);
        Reader next_visit{card};
        const auto next = office.work.read(next_visit, Office::next_id(), office.clerk);

        ASSERT_TRUE(read && next) << good;
        EXPECT_EQ(card.memory().meter.tries, card::most_tries) << good;
        EXPECT_TRUE(std::ranges::equal(card.memory().meter.keys.enc.bytes(), keys.enc.bytes()));
        EXPECT_TRUE(std::ranges::equal(card.memory().meter.keys.mac.bytes(), keys.mac.bytes()));
        EXPECT_TRUE(read->reconciliation.findings.has(office::Finding::card_locked_out)) << good;
        EXPECT_FALSE(next->reconciliation.findings.has(office::Finding::card_locked_out)) << good;
        if (!is_cut) {
            break;
        }
    }
}

// Sells with the card pulled out after `good` exchanges, then once more in peace; whether the first
// was cut short.
bool sell_torn(Office& office, card::SoftwareCard& card, std::size_t good) {
    const CommandId id = Office::next_id();
    Reader torn{card, good};
    const auto first = office.work.sell(torn, office.sale(1'000), id, office.clerk);
    if (first && !first->not_written) {
        return false;
    }
    Reader reader{card};
    const auto again = office.work.sell(reader, office.sale(1'000), id, office.clerk);
    EXPECT_TRUE(again && !again->not_written) << good;
    return true;
}

TEST_F(CardWork, takes_a_card_over_to_the_next_key_wherever_it_is_pulled_out) {
    std::size_t pulled = 0;
    for (std::size_t good = 0;; ++good) {
        Office office{token()};
        auto card = card::SoftwareCard::blank(serial);
        Reader blank{card};
        ASSERT_TRUE(office.work.issue(blank, Office::meter, Office::next_id(), office.clerk));
        office.roll();

        const bool cut_beginning = sell_torn(office, card, good);
        ASSERT_EQ(card.memory().id.next_key_version, card::KeyVersion{2}) << good;
        ASSERT_EQ(card.memory().id.key_version, card::KeyVersion{1}) << good;
        ASSERT_TRUE(card::decode_keys_record(card.memory().keys)) << good;
        ASSERT_EQ(office.newest_order().order.key_version, card::KeyVersion{1}) << good;
        load_at_the_meter(card, token().keys(), card::KeyVersion{2});
        const bool cut_end = sell_torn(office, card, good);

        ASSERT_EQ(office.key_version(), card::KeyVersion{2}) << good;
        ASSERT_EQ(card.memory().id.key_version, card::KeyVersion{2}) << good;
        ASSERT_EQ(card.memory().id.next_key_version, card::KeyVersion{0}) << good;
        ASSERT_EQ(office.newest_order().order.key_version, card::KeyVersion{2}) << good;
        EXPECT_EQ(office.newest_order().state, office::OrderState::issued) << good;
        Reader next_visit{card};
        EXPECT_TRUE(office.work.read(next_visit, Office::next_id(), office.clerk)) << good;
        EXPECT_EQ(office.card_version(), card::KeyVersion{2}) << good;
        if (!cut_beginning && !cut_end) {
            break;
        }
        ++pulled;
    }
    EXPECT_GE(pulled, 15U);
}

TEST_F(CardWork, gives_a_locked_card_the_tries_of_both_keys_back_between_two_keys) {
    Office office{token()};
    auto card = card::SoftwareCard::blank(serial);
    Reader blank{card};
    ASSERT_TRUE(office.work.issue(blank, Office::meter, Office::next_id(), office.clerk));
    office.roll();
    ASSERT_FALSE(sell_torn(office, card, never));
    ASSERT_EQ(card.memory().id.next_key_version, card::KeyVersion{2});
    const card::CardMemory before = card.memory();
    lock_out(card);

    Reader reader{card};
    const auto read = office.work.read(reader, Office::next_id(), office.clerk);

    ASSERT_TRUE(read);
    EXPECT_EQ(card.memory().meter.tries, card::most_tries);
    EXPECT_EQ(card.memory().next_meter_tries, card::most_tries);
    EXPECT_EQ(card.memory().id, before.id);
    EXPECT_EQ(card.memory().order, before.order);
    EXPECT_EQ(card.memory().keys, before.keys);
}

// The meter took the next key and its report did not get onto the card.
TEST_F(CardWork, sells_under_the_next_key_once_the_meter_may_have_taken_it) {
    Office office{token()};
    auto card = card::SoftwareCard::blank(serial);
    Reader blank{card};
    ASSERT_TRUE(office.work.issue(blank, Office::meter, Office::next_id(), office.clerk));
    office.roll();
    ASSERT_FALSE(sell_torn(office, card, never));
    ASSERT_EQ(office.newest_order().order.key_version, card::KeyVersion{1});
    card::CardMemory without_report = card.memory();
    ++without_report.meter.sessions;
    card = card::SoftwareCard{without_report};

    ASSERT_FALSE(sell_torn(office, card, never));

    EXPECT_EQ(office.key_version(), card::KeyVersion{1});
    EXPECT_EQ(office.newest_order().order.key_version, card::KeyVersion{2});
    EXPECT_EQ(card.memory().id.next_key_version, card::KeyVersion{2});
    load_at_the_meter(card, token().keys(), card::KeyVersion{2});
    ASSERT_FALSE(sell_torn(office, card, never));
    EXPECT_EQ(office.key_version(), card::KeyVersion{2});
}

TEST_F(CardWork, does_not_open_a_card_of_another_office) {
    Office office{token()};
    auto card = card::SoftwareCard::blank(serial);
    Reader blank{card};
    ASSERT_TRUE(office.work.issue(blank, Office::meter, Office::next_id(), office.clerk));
    auto memory = card.memory();
    memory.issuer.keys.enc = card::Key128{};  // as if another master key had made it
    auto foreign = card::SoftwareCard{memory};

    Reader reader{foreign};
    const auto read = office.work.read(reader, Office::next_id(), office.clerk);

    ASSERT_FALSE(read);
    EXPECT_EQ(std::get<CardProblem>(read.error()), CardProblem::card_not_genuine);
}

}  // namespace
}  // namespace card_work
