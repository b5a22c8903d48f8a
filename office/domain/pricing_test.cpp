#include "office/domain/pricing.h"

#include <gtest/gtest.h>

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

// A flat price, nothing bought or owed before.
Terms flat(std::int64_t price, std::int32_t tax) {
    Terms terms;
    terms.tariff.price_per_kwh = MinorUnits{price};
    terms.tariff.tax_basis_points = tax;
    return terms;
}

// 10 a kWh up to 100 kWh a month, 20 up to 300 kWh, 50 beyond; no tax.
Terms stepped(WattHours bought) {
    Terms terms = flat(10, 0);
    terms.tariff.further_steps = {{WattHours{100'000}, MinorUnits{20}},
                                  {WattHours{300'000}, MinorUnits{50}}};
    terms.bought = bought;
    return terms;
}

TEST(Pricing, rounds_a_price_up_so_that_nothing_is_sold_below_tariff) {
    const auto price = price_of(WattHours{1}, flat(20, 0));

    EXPECT_EQ(price, (Price{WattHours{1}, MinorUnits{1}, {}, {}, {}}));
}

TEST(Pricing, rounds_tax_to_the_nearest_and_halves_to_even) {
    EXPECT_EQ(price_of(WattHours{1000}, flat(5, 1000))->tax, MinorUnits{0});   // 0.5
    EXPECT_EQ(price_of(WattHours{1000}, flat(15, 1000))->tax, MinorUnits{2});  // 1.5
    EXPECT_EQ(price_of(WattHours{1000}, flat(16, 1000))->tax, MinorUnits{2});  // 1.6
}

TEST(Pricing, of_the_largest_sale_at_the_highest_price_and_tax_does_not_overflow) {
    const auto price =
        price_of(largest_sale, flat(largest_price.count(), largest_tax_basis_points));

    EXPECT_EQ(price->net, MinorUnits{100'000'000'000'000});
    EXPECT_EQ(price->tax, price->net);
    EXPECT_EQ(bought_with(price->total(), flat(largest_price.count(), largest_tax_basis_points)),
              price);
}

TEST(Pricing, refuses_energy_of_zero_below_zero_and_above_the_largest_sale) {
    EXPECT_EQ(price_of(WattHours{0}, flat(20, 0)).error(), Refusal::energy_not_positive);
    EXPECT_EQ(price_of(WattHours{-1}, flat(20, 0)).error(), Refusal::energy_not_positive);
    EXPECT_EQ(price_of(largest_sale + WattHours{1}, flat(20, 0)).error(),
              Refusal::energy_above_largest_sale);
}

TEST(Pricing, gives_whole_watt_hours_for_money_and_keeps_what_is_left) {
    const auto bought = bought_with(MinorUnits{1000}, flat(30, 2000));

    EXPECT_EQ(bought->total(), MinorUnits{1000});
    EXPECT_EQ(bought->tax, MinorUnits{167});                // 166.67
    EXPECT_EQ(bought->energy, WattHours{833 * 1000 / 30});  // 27,766.67
}

TEST(Pricing, refuses_money_that_buys_nothing_or_too_much) {
    EXPECT_EQ(bought_with(MinorUnits{0}, flat(20, 0)).error(), Refusal::money_not_positive);
    EXPECT_EQ(bought_with(MinorUnits{-7}, flat(20, 0)).error(), Refusal::money_not_positive);
    EXPECT_EQ(bought_with(MinorUnits{1}, flat(2000, 0)).error(), Refusal::money_buys_nothing);
    EXPECT_EQ(bought_with(MinorUnits{20'000'001}, flat(20, 0)).error(),
              Refusal::money_above_largest_sale);
    EXPECT_EQ(bought_with(MinorUnits{INT64_MAX}, flat(1, 10'000)).error(),
              Refusal::money_above_largest_sale);
}

// The energy that a sum buys never costs more than the sum.
TEST(Pricing, never_gives_more_energy_than_the_money_pays_for) {
    for (std::int64_t money = 10; money < 3000; ++money) {
        const Terms given = flat(1 + money % 97, static_cast<std::int32_t>(money * 7 % 3000));
        const auto bought = bought_with(MinorUnits{money}, given);
        ASSERT_TRUE(bought);
        ASSERT_LE(bought->energy.count() * given.tariff.price_per_kwh.count(),
                  bought->net.count() * 1000);
    }
}

TEST(Pricing, fills_the_steps_from_where_the_month_stands) {
    const auto all_three = price_of(WattHours{400'000}, stepped(WattHours{}));
    const auto from_the_middle = price_of(WattHours{200'000}, stepped(WattHours{200'000}));
    const auto beyond_all = price_of(WattHours{1000}, stepped(WattHours{900'000}));

    EXPECT_EQ(all_three->net, MinorUnits{100 * 10 + 200 * 20 + 100 * 50});
    EXPECT_EQ(from_the_middle->net, MinorUnits{100 * 20 + 100 * 50});
    EXPECT_EQ(beyond_all->net, MinorUnits{50});
}

TEST(Pricing, buys_across_the_steps_what_the_same_energy_costs) {
    for (const std::int64_t bought : {0, 50'000, 100'000, 299'999, 300'000, 1'000'000}) {
        const auto price = price_of(WattHours{250'000}, stepped(WattHours{bought}));
        const auto back = bought_with(price->total(), stepped(WattHours{bought}));
        EXPECT_EQ(back->energy, WattHours{250'000}) << bought;
    }
}

TEST(Pricing, rounds_once_also_where_a_sale_lies_in_several_steps) {
    Terms terms = stepped(WattHours{99'950});  // 50 Wh at 10 and 25 Wh at 20 are exactly one unit

    EXPECT_EQ(price_of(WattHours{75}, terms)->net, MinorUnits{1});
    EXPECT_EQ(price_of(WattHours{76}, terms)->net, MinorUnits{2});
}

TEST(Pricing, takes_the_charge_of_every_month_due_and_taxes_it) {
    Terms terms = flat(10, 1000);
    terms.tariff.monthly_charge = MinorUnits{200};
    terms.months_due = 3;

    EXPECT_EQ(price_of(WattHours{10'000}, terms),
              (Price{WattHours{10'000}, MinorUnits{100}, MinorUnits{600}, MinorUnits{70}, {}}));
    EXPECT_EQ(bought_with(MinorUnits{770}, terms)->energy, WattHours{10'000});
    EXPECT_EQ(bought_with(MinorUnits{660}, terms).error(), Refusal::money_below_charges);
}

TEST(Pricing, recovers_a_fixed_sum_a_share_and_never_more_than_the_cap_or_what_is_owed) {
    const auto recovered = [](std::int64_t owed, Recovery recovery) {
        Terms terms = flat(10, 0);
        terms.arrears = {MinorUnits{owed}, recovery};
        return price_of(WattHours{100'000}, terms)->arrears;  // for 1000
    };

    EXPECT_EQ(recovered(900, {MinorUnits{250}, 0}), MinorUnits{250});
    EXPECT_EQ(recovered(200, {MinorUnits{250}, 0}), MinorUnits{200});
    EXPECT_EQ(recovered(900, {MinorUnits{250}, 2000}), MinorUnits{200});
    EXPECT_EQ(recovered(900, {MinorUnits{250}, 3000}), MinorUnits{250});
    EXPECT_EQ(recovered(100, {MinorUnits{250}, 3000}), MinorUnits{100});
    EXPECT_EQ(recovered(900, {MinorUnits{250}, 2009}), MinorUnits{200});  // 200.9
}

TEST(Pricing, takes_the_share_of_the_arrears_out_of_money_before_all_else) {
    Terms terms = flat(10, 0);
    terms.arrears = {MinorUnits{5000}, {MinorUnits{5000}, 2500}};

    const auto bought = bought_with(MinorUnits{1000}, terms);

    EXPECT_EQ(bought->arrears, MinorUnits{200});  // a quarter of the 800 that are left
    EXPECT_EQ(bought->net, MinorUnits{800});
    EXPECT_EQ(bought->total(), MinorUnits{1000});
}

TEST(Pricing, of_money_that_the_arrears_take_whole_is_refused) {
    Terms terms = flat(10, 0);
    terms.arrears = {MinorUnits{5000}, {MinorUnits{1000}, 0}};

    EXPECT_EQ(bought_with(MinorUnits{1000}, terms).error(), Refusal::money_below_charges);
    EXPECT_EQ(bought_with(MinorUnits{1001}, terms)->energy, WattHours{100});
}

}  // namespace
}  // namespace office
