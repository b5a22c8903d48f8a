// A meter takes its next key from its customer's card: once, with the credit, and only the
// office's.
#include "meter/terminal/key_change.h"

#include <gtest/gtest.h>

#include "card/testing/cards.h"
#include "meter/testing/meter_bench.h"
#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using base::WattHours;
using card::KeyVersion;
using card::testing::example_meter;
using card::testing::example_serial;
using testing::count_of;
using testing::last_of;
using testing::MeterBench;

const card::Key128 first_key{card::Block{1}};
const card::Key128 second_key{card::Block{2}};
const card::Key128 third_key{card::Block{3}};
const card::Key128 roll_key{card::Block{9}};
const Keying keying{.meter = example_meter, .meter_key = first_key, .roll_key = roll_key};

class KeyChange : public ::testing::Test {
 protected:
    const card::testing::IssuerKeys issuer =
        card::testing::issuer_keys(card::Key128{card::Block{4}}, example_serial);
    MeterBench meter_bench{keying, State{}, card::testing::example_time};
    card::SoftwareCard customer_card = card::testing::personalised_card(
        card::testing::example_id(), first_key, issuer, order_bytes(1, 30'000, 1, first_key));

    static card::OrderBytes order_bytes(unsigned sequence, std::int64_t total, unsigned version,
                                        const card::Key128& key) {
        card::Order order = card::testing::example_order();
        order.sequence = card::Sequence{sequence};
        order.ordered_total = WattHours{total};
        order.key_version = KeyVersion{static_cast<std::uint8_t>(version)};
        return card::testing::signed_order(order, key);
    }
    void put_order(const card::OrderBytes& order) {
        card::CardMemory memory = customer_card.memory();
        memory.order = order;
        customer_card = card::SoftwareCard{memory};
    }
    void put_keys_file(const card::KeysRecordBytes& record) {
        card::CardMemory memory = customer_card.memory();
        memory.keys = record;
        customer_card = card::SoftwareCard{memory};
    }
    void bring_second_key() {
        card::testing::bring_keys(customer_card, KeyVersion{2}, second_key, roll_key, issuer);
    }
    [[nodiscard]] card::Report report() const {
        return *card::decode_report(customer_card.memory().report);
    }
    [[nodiscard]] bool report_is_of(const card::Key128& key) const {
        return card::is_genuine(customer_card.memory().report,
                                card::derive(key, card::report_key_block()));
    }
    [[nodiscard]] WattHours ordered() const {
        return meter_bench.state().account.ordered().ordered_total;
    }
    void expect_first_key_still() {
        EXPECT_EQ(meter_bench.state().renewed_key, RenewedKey{});
        EXPECT_TRUE(report_is_of(first_key));
    }
};

TEST_F(KeyChange, is_taken_with_the_credit_and_reported_under_the_new_key) {
    bring_second_key();

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::credited);

    EXPECT_EQ(ordered(), WattHours{30'000});
    EXPECT_EQ(meter_bench.stored().renewed_key, (RenewedKey{KeyVersion{2}, second_key}));
    EXPECT_EQ(last_of(meter_bench.state(), EventKind::keys_taken).detail, 2);
    EXPECT_EQ(report().key_version, KeyVersion{2});
    EXPECT_TRUE(report_is_of(second_key));
}

TEST_F(KeyChange, holds_after_a_restart_and_is_taken_once) {
    bring_second_key();
    (void)meter_bench.insert(customer_card);
    meter_bench.restart();

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::already_loaded);

    EXPECT_EQ(count_of(meter_bench.state(), EventKind::keys_taken), 1);
    EXPECT_TRUE(report_is_of(second_key));
    EXPECT_EQ(report().report_counter, 2U);
}

TEST_F(KeyChange, writes_the_report_that_was_torn_at_the_next_insertion) {
    bring_second_key();
    const auto pull_before_the_answer_to_the_report =
        [](int index, const MeterBench::Bytes& command, card::SoftwareCard& card) {
            const auto answer = MeterBench::answer_of(card, command);
            return index == 7 ? std::nullopt : std::optional{answer};
        };
    EXPECT_EQ(meter_bench.insert(customer_card, pull_before_the_answer_to_the_report),
              InsertionResult::report_not_written);
    EXPECT_EQ(ordered(), WattHours{30'000});

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::already_loaded);
    EXPECT_TRUE(report_is_of(second_key));
}

TEST_F(KeyChange, takes_an_order_made_under_the_key_that_comes_with_it) {
    bring_second_key();
    put_order(order_bytes(1, 30'000, 2, second_key));

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::credited);

    EXPECT_EQ(ordered(), WattHours{30'000});
}

TEST_F(KeyChange, refuses_every_order_of_the_old_key_from_then_on) {
    bring_second_key();
    (void)meter_bench.insert(customer_card);
    put_order(order_bytes(2, 90'000, 1, first_key));

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::bad_order);
    EXPECT_EQ(ordered(), WattHours{30'000});
    // The office that made it learns of the change all the same.
    EXPECT_EQ(report().report_counter, 2U);
    EXPECT_TRUE(report_is_of(second_key));

    put_order(order_bytes(2, 90'000, 2, second_key));
    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::credited);
}

TEST_F(KeyChange, waits_with_an_order_that_the_hoarding_limit_holds_back) {
    (void)meter_bench.insert(customer_card);
    State limited = meter_bench.stored();
    limited.parameters.hoarding_limit = WattHours{50'000};
    MeterBench meter{keying, limited, card::testing::example_time};
    bring_second_key();
    put_order(order_bytes(2, 90'000, 1, first_key));

    EXPECT_EQ(meter.insert(customer_card), InsertionResult::above_hoarding_limit);
    expect_first_key_still();
    (void)meter.use(WattHours{29'000});
    (void)meter.use(WattHours{0});

    State roomy = meter.stored();
    roomy.parameters.hoarding_limit = WattHours{0};
    MeterBench later{keying, roomy, card::testing::example_time};
    EXPECT_EQ(later.insert(customer_card), InsertionResult::credited);
    EXPECT_EQ(later.state().renewed_key.key_version, KeyVersion{2});
}

TEST_F(KeyChange, ignores_a_version_that_is_not_above_its_own) {
    bring_second_key();
    (void)meter_bench.insert(customer_card);
    // The card says that it brings version 3, and lies there with version 2 again.
    card::CardMemory memory = customer_card.memory();
    memory.id.key_version = KeyVersion{2};
    memory.id.next_key_version = KeyVersion{3};
    memory.meter.keys = card::card_keys(second_key, example_serial, card::Generation{1});
    memory.keys =
        card::testing::signed_keys_record(KeyVersion{2}, example_meter, third_key, roll_key);
    customer_card = card::SoftwareCard{memory};

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::already_loaded);

    EXPECT_EQ(meter_bench.state().renewed_key, (RenewedKey{KeyVersion{2}, second_key}));
    EXPECT_EQ(count_of(meter_bench.state(), EventKind::keys_refused), 0);
}

TEST_F(KeyChange, refuses_what_is_not_its_own_and_credits_all_the_same) {
    struct Fault {
        KeysFault fault;
        card::KeysRecordBytes record;
    };
    card::KeysRecordBytes unreadable{};
    unreadable[0] = 7;
    for (const Fault& fault :
         {Fault{KeysFault::unreadable, unreadable},
          Fault{KeysFault::wrong_meter, card::testing::signed_keys_record(
                                            KeyVersion{2}, card::MeterId{5}, second_key, roll_key)},
          Fault{KeysFault::not_genuine,
                card::testing::signed_keys_record(KeyVersion{2}, example_meter, second_key,
                                                  first_key)}}) {
        SCOPED_TRACE(static_cast<int>(fault.fault));
        bring_second_key();
        put_keys_file(fault.record);
        MeterBench meter{keying, State{}, card::testing::example_time};

        EXPECT_EQ(meter.insert(customer_card), InsertionResult::credited);

        EXPECT_EQ(last_of(meter.state(), EventKind::keys_refused).detail,
                  std::to_underlying(fault.fault));
        EXPECT_EQ(meter.state().renewed_key, RenewedKey{});
        EXPECT_TRUE(report_is_of(first_key));
    }
}

TEST_F(KeyChange, is_never_taken_by_a_meter_that_production_gave_no_roll_over_key) {
    MeterBench old_meter{Keying{.meter = example_meter, .meter_key = first_key, .roll_key = {}},
                         State{}, card::testing::example_time};
    card::testing::bring_keys(customer_card, KeyVersion{2}, second_key, card::Key128{}, issuer);

    EXPECT_EQ(old_meter.insert(customer_card), InsertionResult::credited);

    EXPECT_EQ(old_meter.state().renewed_key, RenewedKey{});
    EXPECT_EQ(count_of(old_meter.state(), EventKind::keys_refused), 1);
}

TEST_F(KeyChange, reads_the_old_order_for_nothing_but_that_it_was_loaded) {
    bring_second_key();
    (void)meter_bench.insert(customer_card);
    const auto before = meter_bench.state().time;
    // The same sequence and total, an issue time far ahead, and no code that anybody can check.
    card::Order order = *card::decode_order(customer_card.memory().order);
    order.issue_time += std::chrono::hours{9'000};
    put_order(card::encode(order));

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::already_loaded);

    EXPECT_EQ(meter_bench.state().time, before);
}

}  // namespace
}  // namespace meter
