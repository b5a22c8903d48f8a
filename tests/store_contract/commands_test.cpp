// What every store promises about commands: each is kept once, refused alone, answered the same.
#include "tests/store_contract/books_fixture.h"

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

class Commands : public BooksTest {};
INSTANTIATE_TEST_SUITE_P(EveryStore, Commands, testing::ValuesIn(every_store()),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(Commands, a_sale_states_its_price_its_tax_and_the_total_ever_ordered) {
    const Sale first = sell(WattHours{30'000});
    const Sale second = sell(WattHours{10'001});

    EXPECT_EQ(first.net, MinorUnits{600});
    EXPECT_EQ(first.tax, MinorUnits{120});
    EXPECT_EQ(first.total, MinorUnits{720});
    EXPECT_EQ(second.net, MinorUnits{201});  // rounded up
    EXPECT_EQ(second.tax, MinorUnits{40});   // 40.2 to the nearest
    EXPECT_EQ(second.sequence, card::Sequence{2});
    EXPECT_EQ(second.ordered_total, WattHours{40'001});
    EXPECT_EQ(second.receipt, ReceiptNumber{2});
}

TEST_P(Commands, two_sales_for_one_meter_in_one_batch_get_two_sequences) {
    const Sell sell{test_meter, WattHours{1000}, ""};

    const auto outcomes = post({envelope(sell, clerk, new_id()), envelope(sell, clerk, new_id())});

    ASSERT_TRUE(outcomes[0] && outcomes[1]);
    EXPECT_EQ(std::get<Sale>(outcomes[0]->answer).sequence, card::Sequence{1});
    EXPECT_EQ(std::get<Sale>(outcomes[1]->answer).sequence, card::Sequence{2});
    EXPECT_EQ(std::get<Sale>(outcomes[1]->answer).ordered_total, WattHours{2000});
}

TEST_P(Commands, the_same_id_twice_in_one_batch_is_one_sale_with_one_answer) {
    const auto same = envelope(Sell{test_meter, WattHours{1000}, ""}, clerk, new_id());

    const auto outcomes = post({same, same});

    ASSERT_TRUE(outcomes[0] && outcomes[1]);
    EXPECT_FALSE(outcomes[0]->is_repeat);
    EXPECT_TRUE(outcomes[1]->is_repeat);
    EXPECT_EQ(outcomes[0]->answer, outcomes[1]->answer);
    EXPECT_EQ(store_->sales(test_meter, {})->size(), 1U);
}

TEST_P(Commands, the_same_id_gets_the_first_answer_also_from_a_new_process) {
    const auto same = envelope(Sell{test_meter, WattHours{1000}, ""}, clerk, new_id());
    const auto first = post({same});
    reopen();

    const auto second = post({same});

    ASSERT_TRUE(first[0] && second[0]);
    EXPECT_TRUE(second[0]->is_repeat);
    EXPECT_EQ(first[0]->answer, second[0]->answer);
}

TEST_P(Commands, an_id_with_other_content_is_refused_and_changes_nothing) {
    const CommandId id = new_id();
    ASSERT_TRUE(post({envelope(Sell{test_meter, WattHours{1000}, ""}, clerk, id)})[0]);

    const auto outcome = post({envelope(Sell{test_meter, WattHours{1001}, ""}, clerk, id)})[0];

    EXPECT_EQ(outcome.error(), Refusal::id_already_used);
    EXPECT_EQ(store_->meter(test_meter)->value().ordered_total, WattHours{1000});
}

TEST_P(Commands, another_users_id_reveals_nothing) {
    const CommandId id = new_id();
    const Sell sell{test_meter, WattHours{1000}, ""};
    ASSERT_TRUE(post({envelope(sell, clerk, id)})[0]);

    const auto same_content = post({envelope(sell, supervisor, id)})[0];
    const auto other_content =
        post({envelope(Sell{test_meter, WattHours{5}, ""}, supervisor, id)})[0];
    const auto asked = store_->answer_to(group_of(sell), id, supervisor);

    EXPECT_EQ(same_content.error(), Refusal::id_already_used);
    EXPECT_EQ(other_content.error(), Refusal::id_already_used);
    EXPECT_EQ(asked->has_value(), false);
}

TEST_P(Commands, the_giver_of_a_command_can_ask_for_its_answer) {
    const CommandId id = new_id();
    const Sell sell{test_meter, WattHours{1000}, ""};
    const auto outcome = post({envelope(sell, clerk, id)})[0];

    const auto asked = store_->answer_to(group_of(sell), id, clerk);

    ASSERT_TRUE(outcome && *asked);
    EXPECT_EQ(**asked, outcome->answer);
}

TEST_P(Commands, one_id_may_stand_for_one_command_of_each_meter) {
    constexpr card::MeterId other{42};
    set_up_meter(*store_, other, 100);
    const CommandId id = new_id();

    const auto outcomes = post({envelope(Sell{test_meter, WattHours{1000}, ""}, clerk, id),
                                envelope(Sell{other, WattHours{2000}, ""}, clerk, id)});

    EXPECT_TRUE(outcomes[0] && !outcomes[0]->is_repeat);
    EXPECT_TRUE(outcomes[1] && !outcomes[1]->is_repeat);
}

TEST_P(Commands, a_refused_command_leaves_its_neighbours_and_the_books_alone) {
    const auto outcomes = post({
        envelope(Sell{test_meter, WattHours{1000}, ""}, clerk, new_id()),
        envelope(Sell{test_meter, WattHours{0}, ""}, clerk, new_id()),
        envelope(Sell{card::MeterId{99}, WattHours{1}, ""}, clerk, new_id()),
        envelope(Sell{test_meter, WattHours{500}, ""}, clerk, new_id()),
    });

    EXPECT_TRUE(outcomes[0]);
    EXPECT_EQ(outcomes[1].error(), Refusal::energy_not_positive);
    EXPECT_EQ(outcomes[2].error(), Refusal::unknown_meter);
    EXPECT_EQ(std::get<Sale>(outcomes[3]->answer).ordered_total, WattHours{1500});
}

TEST_P(Commands, a_refused_id_can_be_used_again) {
    const CommandId id = new_id();
    const auto refused = post({envelope(Sell{test_meter, WattHours{-5}, ""}, clerk, id)})[0];

    const auto accepted = post({envelope(Sell{test_meter, WattHours{5}, ""}, clerk, id)})[0];

    EXPECT_EQ(refused.error(), Refusal::energy_not_positive);
    EXPECT_TRUE(accepted && !accepted->is_repeat);
}

TEST_P(Commands, a_batch_of_refusals_makes_no_audit_entry) {
    const auto before = store_->audit_heads();

    const auto outcome = post(Sell{test_meter, WattHours{0}, ""});

    EXPECT_FALSE(outcome);
    EXPECT_EQ(*store_->audit_heads(), *before);
}

TEST_P(Commands, a_batch_is_one_audit_entry) {
    const auto before = store_->audit_heads()->front();
    const Sell sell{test_meter, WattHours{1000}, ""};

    const auto outcomes = post({envelope(sell, clerk, new_id()), envelope(sell, clerk, new_id())});

    const auto newest = store_->audit_entries({std::nullopt, 1})->front();
    EXPECT_TRUE(outcomes[0] && outcomes[1]);
    EXPECT_EQ(newest.position, before.length + 1);
    EXPECT_EQ(newest.commands, 2U);
}

TEST_P(Commands, the_ledger_sums_to_zero_in_money_and_in_energy) {
    static_cast<void>(sell(WattHours{30'000}));
    static_cast<void>(post(Sell{test_meter, MinorUnits{1000}, ""}));

    const auto ledger = store_->ledger(test_date, test_date);

    const std::vector<LedgerSum> sums{
        {Account::cash, 1720},           {Account::energy_revenue, -1433},
        {Account::tax_payable, -287},    {Account::energy_supplied, -71'650},
        {Account::meter_energy, 71'650}, {Account::arrears, 0},
        {Account::arrears_taken_on, 0},  {Account::monthly_charges, 0},
        {Account::bank_cards, 0},        {Account::mobile_money, 0},
        {Account::bank_transfers, 0},    {Account::cash_differences, 0},
        {Account::owed_back, 0},         {Account::energy_given, 0},
        {Account::energy_carried, 0}};
    EXPECT_EQ(ledger->sums, sums);
    EXPECT_EQ(ledger->postings, 2U);
}

TEST_P(Commands, a_confirmed_order_is_issued_and_an_unwritten_one_before_it_superseded) {
    const Sale first = sell(WattHours{1000});
    const Sale second = sell(WattHours{2000});

    const auto outcome = post(ConfirmOrder{test_meter, second.sequence});

    const auto sales = store_->sales(test_meter, {});
    EXPECT_TRUE(outcome);
    EXPECT_EQ(sales->at(0).order_state, OrderState::issued);
    EXPECT_EQ(sales->at(1).receipt, first.receipt);
    EXPECT_EQ(sales->at(1).order_state, OrderState::superseded);
}

TEST_P(Commands, the_order_to_write_has_every_field_and_stays_the_same) {
    const Sale sale = sell(WattHours{30'000});

    const auto order = store_->order_to_write(test_meter);
    reopen();
    const auto again = store_->order_to_write(test_meter);

    const card::Order expected{.key_version = card::KeyVersion{1},
                               .kind = card::OrderKind::opening,
                               .meter = test_meter,
                               .card = card_of(test_meter),
                               .generation = card::Generation{1},
                               .sequence = sale.sequence,
                               .energy = WattHours{30'000},
                               .ordered_total = WattHours{30'000},
                               .purchases = 1,
                               .last_purchase_energy = WattHours{30'000},
                               .last_purchase_time = test_time,
                               .customer = card::CustomerNumber{1},
                               .parameter_version = 0,
                               .issue_time = test_time,
                               .office = card::OfficeId{7}};
    EXPECT_EQ(order->value().order, expected);
    EXPECT_EQ(order->value().state, OrderState::pending);
    EXPECT_EQ(again->value().order, expected);
}

}  // namespace
}  // namespace office
