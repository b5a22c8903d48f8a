#include "office/domain/tariff.h"

#include <gtest/gtest.h>

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

Tariff tariff(std::int64_t price, std::int32_t tax) {
    Tariff made;
    made.price_per_kwh = MinorUnits{price};
    made.tax_basis_points = tax;
    return made;
}

TEST(Tariff, rounds_a_price_up_so_that_nothing_is_sold_below_tariff) {
    const auto price = price_of(WattHours{1}, tariff(20, 0));

    EXPECT_EQ(price, (Price{WattHours{1}, MinorUnits{1}, MinorUnits{0}}));
}

TEST(Tariff, rounds_tax_to_the_nearest_and_halves_to_even) {
    EXPECT_EQ(price_of(WattHours{1000}, tariff(5, 1000))->tax, MinorUnits{0});   // 0.5
    EXPECT_EQ(price_of(WattHours{1000}, tariff(15, 1000))->tax, MinorUnits{2});  // 1.5
    EXPECT_EQ(price_of(WattHours{1000}, tariff(16, 1000))->tax, MinorUnits{2});  // 1.6
}

TEST(Tariff, of_the_largest_sale_at_the_highest_price_and_tax_does_not_overflow) {
    const auto price =
        price_of(largest_sale, tariff(largest_price.count(), largest_tax_basis_points));

    EXPECT_EQ(price->net, MinorUnits{100'000'000'000'000});
    EXPECT_EQ(price->tax, price->net);
    EXPECT_EQ(bought_with(price->total(), tariff(largest_price.count(), largest_tax_basis_points)),
              price);
}

TEST(Tariff, refuses_energy_of_zero_below_zero_and_above_the_largest_sale) {
    EXPECT_EQ(price_of(WattHours{0}, tariff(20, 0)).error(), Refusal::energy_not_positive);
    EXPECT_EQ(price_of(WattHours{-1}, tariff(20, 0)).error(), Refusal::energy_not_positive);
    EXPECT_EQ(price_of(largest_sale + WattHours{1}, tariff(20, 0)).error(),
              Refusal::energy_above_largest_sale);
}

TEST(Tariff, gives_whole_watt_hours_for_money_and_keeps_what_is_left) {
    const auto bought = bought_with(MinorUnits{1000}, tariff(30, 2000));

    EXPECT_EQ(bought->total(), MinorUnits{1000});
    EXPECT_EQ(bought->tax, MinorUnits{167});                // 166.67
    EXPECT_EQ(bought->energy, WattHours{833 * 1000 / 30});  // 27,766.67
}

TEST(Tariff, refuses_money_that_buys_nothing_or_too_much) {
    EXPECT_EQ(bought_with(MinorUnits{0}, tariff(20, 0)).error(), Refusal::money_not_positive);
    EXPECT_EQ(bought_with(MinorUnits{-7}, tariff(20, 0)).error(), Refusal::money_not_positive);
    EXPECT_EQ(bought_with(MinorUnits{1}, tariff(2000, 0)).error(), Refusal::money_buys_nothing);
    EXPECT_EQ(bought_with(MinorUnits{20'000'001}, tariff(20, 0)).error(),
              Refusal::money_above_largest_sale);
    EXPECT_EQ(bought_with(MinorUnits{INT64_MAX}, tariff(1, 10'000)).error(),
              Refusal::money_above_largest_sale);
}

// The energy that a sum buys never costs more than the sum.
TEST(Tariff, never_gives_more_energy_than_the_money_pays_for) {
    for (std::int64_t money = 10; money < 3000; ++money) {
        const Tariff given = tariff(1 + money % 97, static_cast<std::int32_t>(money * 7 % 3000));
        const auto bought = bought_with(MinorUnits{money}, given);
        ASSERT_TRUE(bought);
        ASSERT_LE(bought->energy.count() * given.price_per_kwh.count(), bought->net.count() * 1000);
    }
}

}  // namespace
}  // namespace office
