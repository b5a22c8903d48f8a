#include "office/domain/decide.h"

#include <gtest/gtest.h>

#include <string>

#include "base/ensure.h"

namespace office {
namespace {

using base::WattHours;

constexpr card::MeterId meter_id{370'000'000'001};
constexpr card::CardSerial serial{0xABCD};
constexpr UserId user{5};

Tariff approved_tariff() {
    Tariff tariff;
    tariff.tariff = TariffId{1};
    tariff.price_per_kwh = base::MinorUnits{20};
    tariff.proposed_by = UserId{2};
    tariff.is_approved = true;
    return tariff;
}

// A meter with an account and a confirmed card, nothing sold yet.
Rows ready_rows() {
    Rows rows;
    rows.office = card::OfficeId{7};
    rows.role = Role::supervisor;
    rows.tariff = approved_tariff();
    MeterRow meter;
    meter.meter = meter_id;
    meter.key_version = card::KeyVersion{1};
    meter.customer = card::CustomerNumber{9};
    meter.tariff = TariffId{1};
    meter.card = MeterCard{serial, card::Generation{1}, CardState::confirmed};
    rows.meter = meter;
    return rows;
}

std::expected<Decision, Refusal> decide_now(const Command& command, const Rows& rows) {
    const std::chrono::sys_seconds at{std::chrono::seconds{1'790'000'000}};
    const auto date = std::chrono::year{2026} / std::chrono::September / 21;
    return decide({{CommandId{}, user, at, date}, command}, rows);
}

Refusal refusal(const Command& command, const Rows& rows) {
    const auto decision = decide_now(command, rows);
    return decision ? Refusal{} : decision.error();
}

const card::Order& order_in(const Decision& decision) {
    for (const Change& change : decision.changes) {
        if (const auto* made = std::get_if<OrderMade>(&change)) {
            return made->order;
        }
    }
    base::fail_safe(__FILE__, __LINE__);  // no order was made
}

TEST(Decide, refuses_a_command_from_nobody_and_from_the_wrong_role) {
    Rows rows = ready_rows();

    rows.role.reset();
    EXPECT_EQ(refusal(Sell{meter_id, WattHours{1}, ""}, rows), Refusal::not_permitted);
    rows.role = Role::auditor;
    EXPECT_EQ(refusal(Sell{meter_id, WattHours{1}, ""}, rows), Refusal::not_permitted);
}

TEST(Decide, refuses_users_without_a_name_with_a_taken_one_and_with_the_offices_own_role) {
    Rows rows;
    rows.role = Role::administrator;

    EXPECT_EQ(refusal(AddUser{"  ", Role::clerk, ""}, rows), Refusal::name_empty);
    EXPECT_EQ(refusal(AddUser{std::string(201, 'a'), Role::clerk, ""}, rows),
              Refusal::text_too_long);
    EXPECT_EQ(refusal(AddUser{"ada", Role::office, ""}, rows), Refusal::role_not_grantable);
    rows.name_is_taken = true;
    EXPECT_EQ(refusal(AddUser{"ada", Role::clerk, ""}, rows), Refusal::name_taken);
}

TEST(Decide, refuses_a_tariff_that_nobody_could_mean) {
    using namespace std::chrono;
    const auto date = year{2026} / January / 1;
    Rows rows;
    rows.role = Role::supervisor;

    EXPECT_EQ(refusal(ProposeTariff{"t", base::MinorUnits{0}, 0, date}, rows),
              Refusal::price_out_of_range);
    EXPECT_EQ(refusal(ProposeTariff{"t", largest_price + base::MinorUnits{1}, 0, date}, rows),
              Refusal::price_out_of_range);
    EXPECT_EQ(refusal(ProposeTariff{"t", base::MinorUnits{1}, -1, date}, rows),
              Refusal::tax_out_of_range);
    EXPECT_EQ(refusal(ProposeTariff{"t", base::MinorUnits{1}, 10'001, date}, rows),
              Refusal::tax_out_of_range);
    EXPECT_EQ(refusal(ProposeTariff{"t", base::MinorUnits{1}, 0, year{2026} / February / 30}, rows),
              Refusal::date_invalid);

    ProposeTariff tariff{"t", base::MinorUnits{1}, 0, date};
    tariff.monthly_charge = largest_monthly_charge + base::MinorUnits{1};
    EXPECT_EQ(refusal(tariff, rows), Refusal::charge_out_of_range);
    tariff.monthly_charge = base::MinorUnits{0};
    tariff.further_steps = {{WattHours{0}, base::MinorUnits{2}}};
    EXPECT_EQ(refusal(tariff, rows), Refusal::steps_out_of_order);
    tariff.further_steps = {{WattHours{100}, base::MinorUnits{2}},
                            {WattHours{100}, base::MinorUnits{3}}};
    EXPECT_EQ(refusal(tariff, rows), Refusal::steps_out_of_order);
    tariff.further_steps = {{WattHours{100}, base::MinorUnits{0}}};
    EXPECT_EQ(refusal(tariff, rows), Refusal::price_out_of_range);
    tariff.further_steps.assign(most_further_steps + 1, {WattHours{100}, base::MinorUnits{2}});
    EXPECT_EQ(refusal(tariff, rows), Refusal::steps_out_of_order);
    tariff.further_steps = {{WattHours{100}, base::MinorUnits{2}}};
    EXPECT_TRUE(decide_now(tariff, rows));
}

TEST(Decide, lets_only_a_second_person_approve_a_tariff_and_only_once) {
    Rows rows = ready_rows();
    rows.tariff->is_approved = false;

    EXPECT_TRUE(decide_now(ApproveTariff{TariffId{1}}, rows));
    rows.tariff->proposed_by = user;
    EXPECT_EQ(refusal(ApproveTariff{TariffId{1}}, rows), Refusal::second_person_needed);
    rows.tariff->is_approved = true;
    EXPECT_EQ(refusal(ApproveTariff{TariffId{1}}, rows), Refusal::already_approved);
    rows.tariff.reset();
    EXPECT_EQ(refusal(ApproveTariff{TariffId{1}}, rows), Refusal::unknown_tariff);
}

TEST(Decide, refuses_meters_out_of_range_and_twice) {
    const Rows rows = ready_rows();
    EXPECT_EQ(refusal(RegisterMeter{card::MeterId{0}, card::KeyVersion{1}}, rows),
              Refusal::meter_out_of_range);
    EXPECT_EQ(refusal(RegisterMeter{card::MeterId{1'000'000'000'000}, card::KeyVersion{1}}, rows),
              Refusal::meter_out_of_range);
    EXPECT_EQ(refusal(RegisterMeter{meter_id, card::KeyVersion{0}}, rows),
              Refusal::key_version_out_of_range);
    EXPECT_EQ(refusal(RegisterMeter{meter_id, card::KeyVersion{1}}, rows), Refusal::meter_exists);
}

TEST(Decide, opens_one_account_for_each_meter_under_an_approved_tariff) {
    Rows rows = ready_rows();
    const OpenAccount open{meter_id, TariffId{1}, "A. Customer", "", ""};

    EXPECT_EQ(refusal(open, rows), Refusal::account_exists);
    rows.meter->customer.reset();
    EXPECT_TRUE(decide_now(open, rows));
    rows.tariff->customers = CustomerClass::business;
    EXPECT_EQ(refusal(open, rows), Refusal::tariff_of_another_class);
    OpenAccount of_business = open;
    of_business.customer_class = CustomerClass::business;
    EXPECT_TRUE(decide_now(of_business, rows));
    of_business.customer_class = CustomerClass::any;
    EXPECT_EQ(refusal(of_business, rows), Refusal::customer_class_out_of_range);
    rows.tariff->is_approved = false;
    EXPECT_EQ(refusal(open, rows), Refusal::tariff_not_approved);
    rows.tariff.reset();
    EXPECT_EQ(refusal(open, rows), Refusal::unknown_tariff);
    rows.meter.reset();
    EXPECT_EQ(refusal(open, rows), Refusal::unknown_meter);
}

TEST(Decide, gives_each_new_card_of_a_meter_the_next_generation) {
    const Rows rows = ready_rows();

    const auto decision = decide_now(IssueCard{meter_id, card::CardSerial{2}}, rows);

    EXPECT_EQ(std::get<NewCard>(decision->answer).generation, card::Generation{2});
    EXPECT_EQ(decision->meter->card->state, CardState::pending);
}

TEST(Decide, lets_an_interrupted_personalisation_of_the_same_card_go_on) {
    Rows rows = ready_rows();
    rows.meter->card->state = CardState::pending;
    rows.card_was_issued = true;

    const auto decision = decide_now(IssueCard{meter_id, serial}, rows);

    ASSERT_TRUE(decision);
    EXPECT_EQ(std::get<NewCard>(decision->answer).generation, card::Generation{1});
    EXPECT_TRUE(decision->changes.empty());
}

TEST(Decide, refuses_a_card_that_was_given_out_before_and_more_cards_than_generations) {
    Rows rows = ready_rows();
    rows.card_was_issued = true;
    EXPECT_EQ(refusal(IssueCard{meter_id, serial}, rows), Refusal::card_already_used);
    rows.card_was_issued = false;
    rows.meter->card->generation = card::Generation{65'535};
    EXPECT_EQ(refusal(IssueCard{meter_id, card::CardSerial{2}}, rows), Refusal::generation_used_up);
    rows.meter->customer.reset();
    EXPECT_EQ(refusal(IssueCard{meter_id, serial}, rows), Refusal::no_account);
}

TEST(Decide, makes_the_total_again_for_a_new_card_and_takes_no_money_for_it) {
    Rows rows = ready_rows();
    rows.meter->sequence = card::Sequence{4};
    rows.meter->ordered_total = WattHours{40'000};
    rows.meter->purchases = 4;
    rows.meter->is_open = true;
    rows.meter->card = MeterCard{card::CardSerial{2}, card::Generation{2}, CardState::pending};

    const auto decision =
        decide_now(ConfirmCard{meter_id, card::CardSerial{2}, card::Generation{2}}, rows);

    const card::Order& order = order_in(*decision);
    EXPECT_EQ(order.kind, card::OrderKind::replacement);
    EXPECT_EQ(order.sequence, card::Sequence{5});
    EXPECT_EQ(order.energy, WattHours{0});
    EXPECT_EQ(order.ordered_total, WattHours{40'000});
    EXPECT_EQ(order.purchases, 4U);
    EXPECT_EQ(order.generation, card::Generation{2});
    EXPECT_EQ(decision->changes.size(), 2U);
}

TEST(Decide, confirms_only_the_newest_card_and_that_as_often_as_asked) {
    const Rows rows = ready_rows();

    EXPECT_TRUE(decide_now(ConfirmCard{meter_id, serial, card::Generation{1}}, rows));
    EXPECT_EQ(refusal(ConfirmCard{meter_id, serial, card::Generation{2}}, rows),
              Refusal::unknown_card);
    EXPECT_EQ(refusal(ConfirmCard{meter_id, card::CardSerial{1}, card::Generation{1}}, rows),
              Refusal::unknown_card);
}

TEST(Decide, gives_every_order_the_kind_opening_until_a_report_shows_the_meter_open) {
    Rows rows = ready_rows();

    const auto before = decide_now(Sell{meter_id, WattHours{1000}, ""}, rows);
    rows.meter->is_open = true;
    const auto after = decide_now(Sell{meter_id, WattHours{1000}, ""}, rows);

    EXPECT_EQ(order_in(*before).kind, card::OrderKind::opening);
    EXPECT_EQ(order_in(*after).kind, card::OrderKind::purchase);
}

TEST(Decide, counts_monthly_charges_from_the_month_in_which_the_account_was_opened) {
    Rows rows = ready_rows();
    rows.tariff->monthly_charge = base::MinorUnits{100};
    rows.meter->customer.reset();
    rows.meter = decide_now(OpenAccount{meter_id, TariffId{1}, "A. Customer", "", ""}, rows)->meter;

    const auto first = decide_now(Sell{meter_id, WattHours{1000}, ""}, rows);
    rows.meter = first->meter;
    const auto second = decide_now(Sell{meter_id, WattHours{1000}, ""}, rows);

    EXPECT_EQ(std::get<Sale>(first->answer).charge, base::MinorUnits{100});
    EXPECT_EQ(std::get<Sale>(second->answer).charge, base::MinorUnits{0});
    EXPECT_EQ(second->meter->bought_in_month, WattHours{2000});
}

TEST(Decide, takes_on_arrears_adds_them_up_and_keeps_the_newest_recovery) {
    Rows rows = ready_rows();
    const AddArrears more{meter_id, base::MinorUnits{500}, {base::MinorUnits{50}, 1000}};
    rows.meter->arrears = {base::MinorUnits{300}, {base::MinorUnits{10}, 0}};

    const auto decision = decide_now(more, rows);

    EXPECT_EQ(decision->meter->arrears, (Arrears{base::MinorUnits{800}, more.recovery}));
    EXPECT_TRUE(is_balanced(std::get<Posted>(decision->changes.back()).legs));
}

TEST(Decide, refuses_arrears_that_nobody_could_owe_or_pay_back) {
    Rows rows = ready_rows();
    const auto refused = [&](std::int64_t amount, std::int64_t most, std::int32_t share) {
        return refusal(
            AddArrears{meter_id, base::MinorUnits{amount}, {base::MinorUnits{most}, share}}, rows);
    };

    EXPECT_EQ(refused(0, 1, 0), Refusal::arrears_out_of_range);
    EXPECT_EQ(refused(largest_arrears.count() + 1, 1, 0), Refusal::arrears_out_of_range);
    EXPECT_EQ(refused(INT64_MAX, 1, 0), Refusal::arrears_out_of_range);
    EXPECT_EQ(refused(1, 0, 0), Refusal::recovery_out_of_range);
    EXPECT_EQ(refused(1, 1, -1), Refusal::recovery_out_of_range);
    EXPECT_EQ(refused(1, 1, 10'001), Refusal::recovery_out_of_range);
    rows.meter->arrears.owed = largest_arrears;
    EXPECT_EQ(refused(1, 1, 0), Refusal::arrears_out_of_range);
    rows.role = Role::clerk;
    EXPECT_EQ(refused(1, 1, 0), Refusal::not_permitted);
}

TEST(Decide, posts_each_sale_as_a_set_of_legs_that_sums_to_zero) {
    const auto decision = decide_now(Sell{meter_id, WattHours{30'001}, ""}, ready_rows());

    const auto& posted = std::get<Posted>(decision->changes.back());
    EXPECT_TRUE(is_balanced(posted.legs));
    EXPECT_EQ(posted.meter, meter_id);
}

TEST(Decide, refuses_a_sale_without_account_card_or_tariff_in_force) {
    const Sell sell{meter_id, WattHours{1000}, ""};
    Rows rows = ready_rows();
    rows.tariff.reset();
    EXPECT_EQ(refusal(sell, rows), Refusal::no_tariff_in_force);
    rows.meter->card->state = CardState::pending;
    EXPECT_EQ(refusal(sell, rows), Refusal::card_not_confirmed);
    rows.meter->card.reset();
    EXPECT_EQ(refusal(sell, rows), Refusal::no_card);
    rows.meter->customer.reset();
    EXPECT_EQ(refusal(sell, rows), Refusal::no_account);
    rows.meter.reset();
    EXPECT_EQ(refusal(sell, rows), Refusal::unknown_meter);
}

TEST(Decide, refuses_a_sale_past_the_largest_total_and_past_the_last_sequence) {
    Rows rows = ready_rows();
    rows.meter->ordered_total = base::largest_energy;
    EXPECT_EQ(refusal(Sell{meter_id, WattHours{1}, ""}, rows), Refusal::total_above_largest);
    rows.meter->ordered_total = WattHours{};
    rows.meter->sequence = card::Sequence{0xFFFF'FFFF};
    EXPECT_EQ(refusal(Sell{meter_id, WattHours{1}, ""}, rows), Refusal::sequence_used_up);
}

TEST(Decide, asks_for_a_supervisor_after_three_readings_without_a_newer_report) {
    Rows rows = ready_rows();
    rows.meter->readings_without_report = 3;
    rows.role = Role::clerk;
    EXPECT_EQ(refusal(Sell{meter_id, WattHours{1}, ""}, rows), Refusal::supervisor_needed);

    rows.role = Role::supervisor;
    const auto by_supervisor = decide_now(Sell{meter_id, WattHours{1}, ""}, rows);

    EXPECT_EQ(std::get<Sale>(by_supervisor->answer).readings_without_report, 3);
}

TEST(Decide, gives_a_token_to_its_owner_alone_and_anyones_to_the_office_itself) {
    Rows rows = ready_rows();
    rows.role = Role::administrator;
    rows.owner_exists = true;

    EXPECT_TRUE(decide_now(AddApiToken{user, "mine", {}}, rows));
    EXPECT_EQ(refusal(AddApiToken{UserId{6}, "another's", {}}, rows), Refusal::not_permitted);
    rows.role = Role::office;
    EXPECT_TRUE(decide_now(AddApiToken{UserId{6}, "another's", {}}, rows));
}

TEST(Decide, lets_a_meters_key_leave_once) {
    Rows rows = ready_rows();
    rows.role = Role::office;

    EXPECT_EQ(decide_now(ExportMeterKey{meter_id}, rows)->changes.size(), 1U);
    rows.key_was_exported = true;
    EXPECT_EQ(refusal(ExportMeterKey{meter_id}, rows), Refusal::key_already_exported);
}

TEST(Decide, confirms_an_order_that_was_made_and_no_other) {
    Rows rows = ready_rows();
    EXPECT_EQ(refusal(ConfirmOrder{meter_id, card::Sequence{1}}, rows), Refusal::unknown_order);
    rows.order = OrderView{};

    EXPECT_EQ(decide_now(ConfirmOrder{meter_id, card::Sequence{1}}, rows)->changes.size(), 1U);
    rows.order->state = OrderState::superseded;
    EXPECT_EQ(decide_now(ConfirmOrder{meter_id, card::Sequence{1}}, rows)->changes.size(), 1U);
    rows.order->state = OrderState::issued;
    EXPECT_TRUE(decide_now(ConfirmOrder{meter_id, card::Sequence{1}}, rows)->changes.empty());
}

}  // namespace
}  // namespace office
