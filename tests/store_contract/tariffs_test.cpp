// Steps, classes, monthly charges, arrears and quotes, as every store keeps them.
#include <gmock/gmock.h>

#include "tests/store_contract/books_fixture.h"

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

using std::chrono::day;
using std::chrono::October;
using std::chrono::year;

constexpr std::chrono::year_month_day january{year{2026}, std::chrono::January, day{1}};
constexpr card::MeterId shop{42};

class Tariffs : public BooksTest {
 protected:
    // 10 a kWh up to 100 kWh a month, 20 beyond, 300 a month, no tax.
    static ProposeTariff stepped(std::string name) {
        ProposeTariff tariff{std::move(name), MinorUnits{10}, 0, january};
        tariff.further_steps = {{WattHours{100'000}, MinorUnits{20}}};
        tariff.monthly_charge = MinorUnits{300};
        return tariff;
    }
    TariffId approve(const ProposeTariff& tariff) {
        const auto proposed = post(tariff, administrator);
        const TariffId id = std::get<NewTariff>(proposed->answer).tariff;
        EXPECT_TRUE(post(ApproveTariff{id}, supervisor));
        return id;
    }
    void open_shop(TariffId tariff, CustomerClass customer) {
        EXPECT_TRUE(post(RegisterMeter{shop, card::KeyVersion{1}}, supervisor));
        EXPECT_TRUE(post(OpenAccount{shop, tariff, "A. Shop", "", "", customer}));
        EXPECT_TRUE(post(IssueCard{shop, card_of(shop)}));
        EXPECT_TRUE(post(ConfirmCard{shop, card_of(shop), card::Generation{1}}));
    }
    Sale sell_on(std::chrono::year_month_day date, WattHours energy) {
        const auto outcome = post({{{new_id(), clerk, test_time, date}, Sell{shop, energy, ""}}});
        EXPECT_TRUE(outcome[0]);
        return std::get<Sale>(outcome[0]->answer);
    }
    [[nodiscard]] Quote quote(const Sell& sell) const {
        return store_->quote({{}, clerk, test_time, test_date}, sell)->value();
    }
};
INSTANTIATE_TEST_SUITE_P(EveryStore, Tariffs, testing::ValuesIn(every_store()),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(Tariffs, are_kept_with_their_steps_charge_and_class) {
    ProposeTariff given = stepped("shops");
    given.customers = CustomerClass::business;
    const TariffId id = approve(given);

    const TariffView kept = store_->tariffs()->at(1);

    EXPECT_EQ(kept.tariff, id);
    EXPECT_EQ(kept.further_steps, given.further_steps);
    EXPECT_EQ(kept.monthly_charge, MinorUnits{300});
    EXPECT_EQ(kept.customers, CustomerClass::business);
    EXPECT_EQ(kept.approved_by, supervisor);
}

TEST_P(Tariffs, fill_their_steps_over_a_month_and_begin_again_with_the_next) {
    open_shop(approve(stepped("shops")), CustomerClass::business);

    const Sale first = sell_on(test_date, WattHours{80'000});
    const Sale across = sell_on(test_date, WattHours{40'000});
    reopen();
    const Sale next_month = sell_on(year{2026} / October / 1, WattHours{40'000});

    EXPECT_EQ(first.net, MinorUnits{800});
    EXPECT_EQ(across.net, MinorUnits{200 + 400});
    EXPECT_EQ(next_month.net, MinorUnits{400});
    EXPECT_THAT(GetParam().faults(folder_.path()), testing::IsEmpty());
}

TEST_P(Tariffs, charge_every_month_begun_once) {
    open_shop(approve(stepped("shops")), CustomerClass::business);

    EXPECT_EQ(sell_on(test_date, WattHours{1000}).charge, MinorUnits{300});
    EXPECT_EQ(sell_on(test_date, WattHours{1000}).charge, MinorUnits{0});
    EXPECT_EQ(sell_on(year{2027} / std::chrono::January / 31, WattHours{1000}).charge,
              MinorUnits{4 * 300});

    EXPECT_EQ(store_->sales(shop, {})->front().charge, MinorUnits{1200});
    EXPECT_THAT(GetParam().faults(folder_.path()), testing::IsEmpty());
}

TEST_P(Tariffs, of_a_class_are_for_that_class_alone) {
    const TariffId for_all = approve(stepped("shops"));
    open_shop(for_all, CustomerClass::business);
    ProposeTariff newer = stepped("shops");
    newer.valid_from = test_date;
    newer.price_per_kwh = MinorUnits{99};
    newer.customers = CustomerClass::household;
    static_cast<void>(approve(newer));
    EXPECT_EQ(sell_on(test_date, WattHours{1000}).tariff, for_all);

    newer.customers = CustomerClass::business;
    const TariffId for_business = approve(newer);

    EXPECT_EQ(sell_on(test_date, WattHours{1000}).tariff, for_business);
}

TEST_P(Tariffs, arrears_are_paid_back_with_each_sale_until_nothing_is_owed) {
    const AddArrears debt{test_meter, MinorUnits{250}, {MinorUnits{100}, 0}};
    EXPECT_TRUE(post(debt, supervisor));

    std::vector<MinorUnits> paid;
    for (int i = 0; i < 4; ++i) {
        paid.push_back(sell(WattHours{30'000}).arrears);
    }

    EXPECT_THAT(paid, testing::ElementsAre(MinorUnits{100}, MinorUnits{100}, MinorUnits{50},
                                           MinorUnits{0}));
    EXPECT_EQ(store_->meter(test_meter)->value().arrears_owed, MinorUnits{0});
    const auto sums = store_->ledger(test_date, test_date)->sums;
    EXPECT_EQ(sums[5], (LedgerSum{Account::arrears, 0}));
    EXPECT_EQ(sums[6], (LedgerSum{Account::arrears_taken_on, -250}));
    EXPECT_EQ(sums[0], (LedgerSum{Account::cash, 4 * 720 + 250}));
    EXPECT_THAT(GetParam().faults(folder_.path()), testing::IsEmpty());
}

TEST_P(Tariffs, a_quote_keeps_nothing_and_is_the_sale) {
    EXPECT_TRUE(post(AddArrears{test_meter, MinorUnits{250}, {MinorUnits{100}, 0}}, supervisor));
    const auto before = store_->audit_heads();
    Sell sell{test_meter, MinorUnits{1000}, "counter-1"};

    sell.quote = quote(sell);
    EXPECT_EQ(*store_->audit_heads(), *before);
    const auto sale = post(sell);

    const Sale& made = std::get<Sale>(sale->answer);
    EXPECT_EQ(sell.quote->price,
              (Price{made.energy, made.net, made.charge, made.tax, made.arrears}));
    EXPECT_EQ(made.total, MinorUnits{1000});
    EXPECT_EQ(made.arrears_left, MinorUnits{150});
}

TEST_P(Tariffs, a_quote_from_before_a_new_tariff_is_refused_and_changes_nothing) {
    Sell sell{test_meter, WattHours{1000}, ""};
    sell.quote = quote(sell);
    static_cast<void>(approve(ProposeTariff{"home", MinorUnits{21}, 2000, test_date}));

    const auto refused = post(sell);
    sell.quote = quote(sell);

    EXPECT_EQ(refused.error(), Refusal::quote_stale);
    EXPECT_TRUE(post(sell));
    EXPECT_EQ(store_->sales(test_meter, {})->size(), 1U);
}

TEST_P(Tariffs, a_quote_for_nothing_that_can_be_sold_says_why) {
    const auto refused =
        store_->quote({{}, clerk, test_time, test_date}, Sell{shop, WattHours{1000}, ""});

    EXPECT_EQ(refused->error(), Refusal::unknown_meter);
}

}  // namespace
}  // namespace office
