// Thousands of random commands, good and bad, repeated and mixed in batches: the books stay true.
#include <gmock/gmock.h>

#include <map>
#include <random>
#include <set>
#include <utility>

#include "tests/store_contract/books_fixture.h"

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

constexpr std::size_t meter_count = 4;
constexpr std::size_t batch_count = 250;
constexpr std::size_t largest_batch = 24;

class RandomCommands : public BooksTest {
 protected:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

    card::MeterId some_meter() { return meters_[below(meters_.size())]; }

    // What the newest order of a meter is, as far as a clerk may know it.
    OrderView newest_order(card::MeterId meter) {
        return store_->order_to_write(meter)->value_or(OrderView{});
    }

    Command random_report(card::MeterId meter) {
        const OrderView newest = newest_order(meter);
        const MeterView view = store_->meter(meter)->value();
        auto report = report_of(meter, view.card->serial, view.card->generation,
                                static_cast<std::uint32_t>(1 + below(50)), newest.order.sequence,
                                newest.order.ordered_total);
        if (below(4) == 0) {
            report.report.reset();
        }
        return report;
    }

    Command random_command() {
        const card::MeterId meter = below(20) == 0 ? card::MeterId{999} : some_meter();
        switch (below(10)) {
            case 0:
                return Sell{meter, WattHours{-static_cast<std::int64_t>(below(3))}, ""};
            case 1:
                return Sell{meter,
                            MinorUnits{static_cast<std::int64_t>(below(5000))},
                            "counter",
                            std::nullopt,
                            {Means{static_cast<std::uint8_t>(1 + below(4))}, std::nullopt}};
            case 2:
                return ConfirmOrder{meter, newest_order(meter).order.sequence};
            case 3:
                return random_report(some_meter());
            case 4:
                return IssueCard{meter, card::CardSerial{below(40)}};
            case 5: {
                const auto view = store_->meter(some_meter())->value();
                return ConfirmCard{view.meter, view.card->serial, view.card->generation};
            }
            case 6:
                return AddArrears{meter,
                                  MinorUnits{static_cast<std::int64_t>(below(900))},
                                  {MinorUnits{static_cast<std::int64_t>(below(90))},
                                   static_cast<std::int32_t>(1000 * below(3))}};
            default:
                return Sell{meter, WattHours{static_cast<std::int64_t>(1 + below(50'000))}, ""};
        }
    }

    // Mostly new; sometimes one that was sent before, as it was or with something changed.
    Envelope random_envelope() {
        if (!sent_.empty() && below(5) == 0) {
            Envelope again = sent_[below(sent_.size())];
            if (below(3) == 0) {
                again.command = random_command();
            }
            return again;
        }
        const UserId user = below(12) == 0 ? auditor : supervisor;
        sent_.push_back(envelope(random_command(), user, new_id()));
        return sent_.back();
    }

    std::vector<Envelope> random_batch() {
        std::vector<Envelope> batch;
        for (auto count = 1 + below(largest_batch); count > 0; --count) {
            batch.push_back(random_envelope());
        }
        return batch;
    }

    std::mt19937_64 random_{20260921};  // the seed of this story
    std::vector<card::MeterId> meters_;
    std::vector<Envelope> sent_;
};
INSTANTIATE_TEST_SUITE_P(EveryStore, RandomCommands, testing::ValuesIn(every_store()),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(RandomCommands, keep_every_total_and_every_acknowledged_sale_once) {
    for (std::size_t i = 0; i < meter_count; ++i) {
        meters_.push_back(card::MeterId{100 + i});
        set_up_meter(*store_, meters_.back(), 1000 * (i + 1));
    }
    std::map<card::MeterId, WattHours> sold;
    std::set<ReceiptNumber> receipts;
    std::map<std::pair<LedgerGroup, CommandId>, Answer> answers;
    std::uint64_t debts = 0;

    for (std::size_t i = 0; i < batch_count; ++i) {
        const auto batch = random_batch();
        const auto outcomes = post(batch);
        for (std::size_t j = 0; j < batch.size(); ++j) {
            if (!outcomes[j]) {
                continue;
            }
            const auto key = std::pair{group_of(batch[j].command), batch[j].context.id};
            const auto [known, is_first] = answers.emplace(key, outcomes[j]->answer);
            ASSERT_EQ(is_first, !outcomes[j]->is_repeat);
            ASSERT_EQ(known->second, outcomes[j]->answer);
            debts += is_first && std::holds_alternative<AddArrears>(batch[j].command) ? 1U : 0U;
            if (const auto* sale = std::get_if<Sale>(&outcomes[j]->answer); sale && is_first) {
                ASSERT_TRUE(receipts.insert(sale->receipt).second);
                const auto meter = std::get<Sell>(batch[j].command).meter;
                sold[meter] += sale->energy;
                ASSERT_EQ(sale->ordered_total, sold[meter]);
            }
        }
    }

    WattHours all;
    for (const card::MeterId meter : meters_) {
        EXPECT_EQ(store_->meter(meter)->value().ordered_total, sold[meter]);
        all += sold[meter];
    }
    const auto ledger = store_->ledger(test_date, test_date);
    EXPECT_EQ(ledger->postings, receipts.size() + debts);
    EXPECT_EQ(ledger->sums[4], (LedgerSum{Account::meter_energy, all.count()}));
    EXPECT_GT(receipts.size(), 500U);
    EXPECT_THAT(GetParam().faults(folder_.path()), testing::IsEmpty());
}

}  // namespace
}  // namespace office
