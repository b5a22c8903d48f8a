// A quote is the sale to the last unit, or the sale is refused: a story of random tariffs, arrears,
// taxes, months and amounts, through decide() as the counter goes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <string>

#include "office/domain/decide.h"

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

constexpr card::MeterId meter_id{4711};
constexpr UserId user{5};
constexpr std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::September,
                                            std::chrono::day{21}};
constexpr std::chrono::sys_seconds now{std::chrono::seconds{1'790'000'000}};

Context context_at(std::chrono::sys_seconds at) {
    return {CommandId{}, user, at, today};
}

class Quotes : public testing::Test {
 protected:
    Quotes() {
        rows_.office = card::OfficeId{7};
        rows_.role = Role::clerk;
        Tariff tariff;
        tariff.tariff = TariffId{1};
        tariff.price_per_kwh = MinorUnits{20};
        tariff.tax_basis_points = 2000;
        tariff.further_steps = {{WattHours{100'000}, MinorUnits{35}}};
        tariff.monthly_charge = MinorUnits{150};
        rows_.tariff = tariff;
        MeterRow meter;
        meter.meter = meter_id;
        meter.customer = card::CustomerNumber{9};
        meter.tariff = TariffId{1};
        meter.customer_class = CustomerClass::household;
        meter.card = MeterCard{card::CardSerial{1}, card::Generation{1}, CardState::confirmed};
        meter.charged_through = month_of(today);
        meter.bought_in_month = WattHours{60'000};
        rows_.meter = meter;
    }

    Refusal refused(const Quote& quote, std::chrono::sys_seconds at = now) {
        sell_.quote = quote;
        const auto sale = decide({context_at(at), sell_}, rows_);
        return sale ? Refusal{} : sale.error();
    }
    Quote quote() { return *quote_for(sell_, context_at(now), rows_); }

    Rows rows_;
    Sell sell_{meter_id, WattHours{30'000}, "counter-1"};
};

TEST_F(Quotes, sell_at_what_was_promised_until_they_expire) {
    const Quote promised = quote();

    EXPECT_EQ(refused(promised), Refusal{});
    EXPECT_EQ(refused(promised, now + quote_lifetime - std::chrono::seconds{1}), Refusal{});
    EXPECT_EQ(refused(promised, now + quote_lifetime), Refusal::quote_expired);
}

TEST_F(Quotes, are_stale_after_a_new_tariff_even_at_the_same_price) {
    const Quote promised = quote();

    rows_.tariff->tariff = TariffId{2};

    EXPECT_EQ(refused(promised), Refusal::quote_stale);
}

TEST_F(Quotes, are_stale_after_arrears_came_or_were_paid) {
    const Quote before = quote();
    rows_.meter->arrears = {MinorUnits{500}, {MinorUnits{100}, 0}};
    const Quote with = quote();

    EXPECT_EQ(refused(before), Refusal::quote_stale);
    EXPECT_EQ(refused(with), Refusal{});
    rows_.meter->arrears.owed = MinorUnits{50};
    EXPECT_EQ(refused(with), Refusal::quote_stale);
}

TEST_F(Quotes, are_stale_after_another_sale_reached_the_next_step) {
    const Quote promised = quote();
    rows_.meter->bought_in_month = WattHours{70'000};
    EXPECT_EQ(refused(promised), Refusal{});

    rows_.meter->bought_in_month = WattHours{71'000};

    EXPECT_EQ(refused(promised), Refusal::quote_stale);
}

TEST_F(Quotes, are_stale_for_another_amount_meter_and_month) {
    const Quote promised = quote();
    Quote of_another = promised;
    of_another.meter = card::MeterId{4712};
    EXPECT_EQ(refused(of_another), Refusal::quote_stale);

    sell_.amount = WattHours{30'001};
    EXPECT_EQ(refused(promised), Refusal::quote_stale);
    sell_.amount = WattHours{30'000};
    rows_.meter->charged_through = month_before(month_of(today));
    EXPECT_EQ(refused(promised), Refusal::quote_stale);
}

TEST_F(Quotes, are_refused_for_the_reasons_of_the_sale) {
    rows_.tariff.reset();
    EXPECT_EQ(quote_for(sell_, context_at(now), rows_).error(), Refusal::no_tariff_in_force);
    rows_.role = Role::auditor;
    EXPECT_EQ(quote_for(sell_, context_at(now), rows_).error(), Refusal::not_permitted);
}

class RandomQuotes : public Quotes {
 protected:
    std::int64_t up_to(std::int64_t most) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most + 1));
    }
    // Mostly small, sometimes as large as may be.
    std::int64_t some(std::int64_t most) {
        const std::int64_t cut = std::int64_t{10} << up_to(40);
        return up_to(std::min(most, cut));
    }

    void draw_tariff() {
        Tariff& tariff = *rows_.tariff;
        tariff.price_per_kwh = MinorUnits{1 + some(largest_price.count() - 1)};
        tariff.tax_basis_points = static_cast<std::int32_t>(some(largest_tax_basis_points));
        tariff.monthly_charge = MinorUnits{some(largest_monthly_charge.count())};
        tariff.further_steps.clear();
        WattHours from;
        for (auto count = up_to(most_further_steps); count > 0; --count) {
            from += WattHours{1 + some(largest_step.count() / 10)};
            const MinorUnits price{1 + some(largest_price.count() - 1)};
            tariff.further_steps.push_back({from, price});
        }
    }
    void draw_customer() {
        MeterRow& meter = *rows_.meter;
        const auto months = static_cast<std::int32_t>(some(120));
        meter.charged_through =
            static_cast<BusinessMonth>(static_cast<std::int32_t>(month_of(today)) - months);
        meter.bought_in_month = WattHours{some(largest_step.count())};
        const MinorUnits owed{up_to(1) * some(largest_arrears.count())};
        const MinorUnits most{1 + some(largest_arrears.count() - 1)};
        const auto share = static_cast<std::int32_t>(up_to(1) * some(most_recovery_basis_points));
        meter.arrears = {owed, {most, share}};
    }
    void draw_amount() {
        if (up_to(1) == 0) {
            sell_.amount = WattHours{1 + some(largest_sale.count() - 1)};
        } else {
            sell_.amount = MinorUnits{1 + some(200'000'000'000'000 - 1)};
        }
    }

    std::mt19937_64 random_{20260921};  // the seed of this story
};

// What holds for every sale, beside the quote's being kept.
void expect_fair(const Rows& rows, const Sell& sell, const Decision& decision) {
    const Sale& sale = std::get<Sale>(decision.answer);
    const Arrears& arrears = rows.meter->arrears;
    for (const Change& change : decision.changes) {
        if (const auto* const posted = std::get_if<Posted>(&change)) {
            ASSERT_TRUE(is_balanced(posted->legs));
        }
    }
    ASSERT_EQ(sale.total, sale.net + sale.charge + sale.tax + sale.arrears);
    ASSERT_GT(sale.energy, WattHours{});
    ASSERT_GT(sale.net, MinorUnits{});
    ASSERT_LE(sale.arrears, std::min(arrears.owed, arrears.recovery.most_per_sale));
    ASSERT_EQ(sale.arrears_left, arrears.owed - sale.arrears);
    ASSERT_EQ(decision.meter->ordered_total, rows.meter->ordered_total + sale.energy);
    const bool by_money = std::holds_alternative<MinorUnits>(sell.amount);
    if (by_money) {
        ASSERT_EQ(sale.total, std::get<MinorUnits>(sell.amount));
    } else {
        ASSERT_EQ(sale.energy, std::get<WattHours>(sell.amount));
    }
}

__extension__ using Wide = __int128;  // a million sales of the largest sums

// Every posting of a story, account by account, beside what its sales should have come to.
class WholeLedger {
 public:
    void add(const Sale& sale, const Decision& decision) {
        for (const Change& change : decision.changes) {
            if (const auto* const posted = std::get_if<Posted>(&change)) {
                for (const Leg& leg : posted->legs) {
                    posted_[leg.account] += leg.amount;
                }
            }
        }
        sold_[Account::cash] += sale.total.count();
        sold_[Account::energy_revenue] -= sale.net.count();
        sold_[Account::monthly_charges] -= sale.charge.count();
        sold_[Account::tax_payable] -= sale.tax.count();
        sold_[Account::arrears] -= sale.arrears.count();
        sold_[Account::meter_energy] += sale.energy.count();
        sold_[Account::energy_supplied] -= sale.energy.count();
    }
    [[nodiscard]] bool is_balanced() const {
        std::map<Unit, Wide> sums;
        for (const auto& [account, amount] : posted_) {
            sums[unit_of(account)] += amount;
        }
        return sums[Unit::money] == 0 && sums[Unit::energy] == 0;
    }
    [[nodiscard]] bool is_what_was_sold() const {
        auto sold = sold_;
        std::erase_if(sold, [](const auto& sum) { return sum.second == 0; });
        return posted_ == sold;
    }

 private:
    std::map<Account, Wide> posted_;
    std::map<Account, Wide> sold_;
};

// A million combinations with TALLYWATT_LONG set, which ./run test --long does.
TEST_F(RandomQuotes, equal_the_sale_to_the_last_unit) {
    const std::int64_t combinations = std::getenv("TALLYWATT_LONG") != nullptr ? 1'000'000 : 20'000;
    constexpr std::int64_t sales_between_proofs = 10'000;
    std::int64_t sold = 0;
    std::int64_t refused = 0;
    WholeLedger ledger;

    for (std::int64_t i = 0; i < combinations; ++i) {
        draw_tariff();
        draw_customer();
        draw_amount();
        sell_.quote.reset();
        const auto promised = quote_for(sell_, context_at(now), rows_);
        if (promised) {
            sell_.quote = *promised;
        }
        const auto sale = decide({context_at(now), sell_}, rows_);
        ASSERT_EQ(promised.has_value(), sale.has_value()) << "combination " << i;
        if (!sale) {
            ASSERT_EQ(promised.error(), sale.error()) << "combination " << i;
            ++refused;
            continue;
        }
        const Sale& made = std::get<Sale>(sale->answer);
        ASSERT_EQ(promised->price,
                  (Price{made.energy, made.net, made.charge, made.tax, made.arrears}))
            << "combination " << i;
        ASSERT_NO_FATAL_FAILURE(expect_fair(rows_, sell_, *sale)) << "combination " << i;
        ledger.add(made, *sale);
        if (++sold % sales_between_proofs == 0) {
            ASSERT_TRUE(ledger.is_balanced()) << "after " << sold << " sales";
            ASSERT_TRUE(ledger.is_what_was_sold()) << "after " << sold << " sales";
        }
    }
    EXPECT_TRUE(ledger.is_balanced() && ledger.is_what_was_sold());

    RecordProperty("sold", std::to_string(sold));
    RecordProperty("refused", std::to_string(refused));
    EXPECT_GT(sold, combinations / 2);
    EXPECT_GT(refused, 0);
}

// Energy for money is the most that it pays for: one watt-hour more would cost more.
TEST_F(RandomQuotes, by_money_buy_the_most_that_the_money_pays_for) {
    std::int64_t sold = 0;

    for (int i = 0; i < 20'000; ++i) {
        draw_tariff();
        draw_customer();
        Terms terms{*rows_.tariff, rows_.meter->bought_in_month, 0, {}};
        terms.tariff.monthly_charge = MinorUnits{};
        const auto bought = bought_with(MinorUnits{1 + some(1'000'000'000)}, terms);
        if (!bought || bought->energy >= largest_sale) {
            continue;
        }
        ASSERT_LE(price_of(bought->energy, terms)->net, bought->net);
        ASSERT_GT(price_of(bought->energy + WattHours{1}, terms)->net, bought->net);
        ++sold;
    }

    EXPECT_GT(sold, 5'000);
}

// Two sales in one month cost what one costs, and at most one unit more for the second rounding.
TEST_F(RandomQuotes, in_two_halves_cost_the_same_but_for_one_rounding) {
    for (int i = 0; i < 20'000; ++i) {
        draw_tariff();
        const WattHours first{1 + some(largest_sale.count() / 2 - 1)};
        const WattHours second{1 + some(largest_sale.count() / 2 - 1)};
        Terms terms{*rows_.tariff, WattHours{some(largest_step.count())}, 0, {}};
        const MinorUnits whole = price_of(first + second, terms)->net;
        MinorUnits halves = price_of(first, terms)->net;
        terms.bought += first;
        halves += price_of(second, terms)->net;
        ASSERT_GE(halves, whole);
        ASSERT_LE(halves, whole + MinorUnits{1});
    }
}

}  // namespace
}  // namespace office
