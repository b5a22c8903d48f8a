// Thousands of insertions on which everything goes wrong at random, and not one watt-hour too many
// or too few.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "card/testing/cards.h"
#include "meter/testing/meter_bench.h"

namespace meter {
namespace {

using base::WattHours;
using testing::MeterBench;
using Bytes = MeterBench::Bytes;

constexpr std::uint32_t seed = 20'261'122;
constexpr int insertions = 3000;

const card::Key128 meter_key{card::Block{9, 8, 7, 6, 5, 4, 3, 2, 1}};

// An office that sells, a card that travels, a meter that is cut off.
class World {
 public:
    void sell() {
        ++sequence_;
        totals_[sequence_] = totals_[sequence_ - 1] + draw(1, 5000);
        card::Order order = card::testing::example_order();
        order.kind = sequence_ == 1 ? card::OrderKind::opening : card::OrderKind::purchase;
        order.sequence = card::Sequence{sequence_};
        order.ordered_total = WattHours{totals_[sequence_]};
        card::CardMemory memory = card_.memory();
        memory.order = card::testing::signed_order(order, meter_key);
        card_ = card::SoftwareCard{memory};
    }

    // One insertion in which any command may be pulled away, disturbed or left without an answer.
    void insert_with_trouble() {
        const int trouble_at = draw(0, 9);  // a quiet insertion has seven commands
        const int trouble = draw(0, 4);
        (void)bench_.insert(
            card_,
            [&](int index, const Bytes& command, card::SoftwareCard& card) -> std::optional<Bytes> {
                if (index != trouble_at) {
                    return MeterBench::answer_of(card, command);
                }
                if (trouble == 0) {
                    return std::nullopt;  // before the card saw it
                }
                Bytes answer = MeterBench::answer_of(card, command);
                switch (trouble) {
                    case 1:
                        return std::nullopt;  // after the card did it
                    case 2:
                        return Bytes{};
                    case 3: {
                        const auto byte =
                            static_cast<std::size_t>(draw(0, static_cast<int>(answer.size()) - 1));
                        answer[byte] = static_cast<std::uint8_t>(answer[byte] ^ draw(1, 255));
                        return answer;
                    }
                    default:
                        live(30);
                        return answer;
                }
            });
    }

    InsertionResult insert_quietly() { return bench_.insert(card_); }
    void live(int most) { fed_ += base::millijoules(bench_.use(WattHours{draw(0, most)})); }
    // The meter may forget what it had not committed, which is less than 10 Wh.
    void cut_power() {
        bench_.restart();
        const base::Millijoules lost = fed_ - bench_.state().account.consumed_total();
        ASSERT_GE(lost, base::Millijoules{0});
        ASSERT_LT(lost, base::millijoules(WattHours{10}));
        fed_ -= lost;
    }

    void expect_conserved() {
        const CreditAccount& account = bench_.state().account;
        const auto held = std::to_underlying(account.ordered().sequence);
        ASSERT_EQ(account.ordered().ordered_total, WattHours{totals_.at(held)});
        ASSERT_EQ(account.consumed_total(), fed_);
        ASSERT_EQ(bench_.supply_is_closed(), bench_.state().reasons.is_empty());
        ASSERT_GE(held, newest_seen_);
        newest_seen_ = held;
    }

    [[nodiscard]] WattHours ordered() const {
        return bench_.state().account.ordered().ordered_total;
    }
    [[nodiscard]] WattHours sold() const { return WattHours{totals_.at(sequence_)}; }
    [[nodiscard]] bool one_in(int count) { return draw(1, count) == 1; }

 private:
    int draw(int lowest, int highest) {
        return std::uniform_int_distribution{lowest, highest}(random_);
    }

    std::mt19937 random_{seed};
    MeterBench bench_{{.meter = card::testing::example_meter, .meter_key = meter_key},
                      State{},
                      card::testing::example_time};
    card::SoftwareCard card_ = card::testing::personalised_card(
        card::testing::example_id(), meter_key,
        card::testing::issuer_keys(card::Key128{}, card::testing::example_serial),
        card::OrderBytes{});
    std::uint32_t sequence_ = 0;
    std::uint32_t newest_seen_ = 0;
    base::Millijoules fed_;  // by the grid, since the last power cut as the meter remembers it
    std::map<std::uint32_t, std::int64_t> totals_{{0, 0}};
};

TEST(CreditConservation, credits_exactly_what_was_ordered_through_thousands_of_disturbances) {
    World world;
    world.sell();

    for (int i = 0; i < insertions; ++i) {
        world.insert_with_trouble();
        ASSERT_NO_FATAL_FAILURE(world.expect_conserved()) << "seed " << seed << " insertion " << i;
        world.live(200);
        if (world.one_in(3)) {
            ASSERT_NO_FATAL_FAILURE(world.cut_power()) << "power cut after " << i;
            ASSERT_NO_FATAL_FAILURE(world.expect_conserved()) << "power cut after " << i;
        }
        if (world.one_in(4)) {
            world.sell();
        }
    }

    const auto last = world.insert_quietly();
    EXPECT_TRUE(last == InsertionResult::credited || last == InsertionResult::already_loaded);
    EXPECT_EQ(world.ordered(), world.sold());
}

}  // namespace
}  // namespace meter
