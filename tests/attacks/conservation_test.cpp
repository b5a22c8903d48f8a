// Sales, insertions and power cuts at random: whatever is torn wherever, each meter holds the total
// of a genuine order at any time, and in the end what was ordered; and no card becomes unusable.
#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <iostream>
#include <random>
#include <string>

#include "tests/attacks/home.h"
#include "tests/attacks/shim.h"

namespace attacks {
namespace {

using base::WattHours;
using card::SoftwareCard;
using meter::InsertionResult;
using meter::testing::MeterBench;

constexpr int dialogues_of_the_short_form = 5'000;
constexpr int dialogues_of_the_long_form = 100'000;
constexpr std::uint64_t homes = 20;

int dialogues() {
    return std::getenv("TALLYWATT_LONG") == nullptr ? dialogues_of_the_short_form
                                                    : dialogues_of_the_long_form;
}

struct Torn {};

// A card that goes at one exchange: before it saw the command, before it kept what the command
// changed, or before its answer was read.
class TornCard {
 public:
    TornCard(SoftwareCard& card, std::mt19937_64& random)
        : card_{card}, torn_at_{static_cast<int>(random() % 14)}, depth_{random() % 3} {
        card_.reset();
    }

    Bytes answer(const Bytes& command) {
        const bool goes_now = exchanges_++ == torn_at_;
        if (goes_now && depth_ == 0) {
            throw Torn{};
        }
        const card::CardMemory before = card_.memory();
        const Bytes answer = MeterBench::answer_of(card_, command);
        if (goes_now && depth_ == 1) {
            card_ = SoftwareCard{before};
        }
        if (goes_now) {
            throw Torn{};
        }
        return answer;
    }

 private:
    SoftwareCard& card_;
    int torn_at_;
    std::uint64_t depth_;
    int exchanges_ = 0;
};

class Town {
 public:
    Town() {
        for (std::uint64_t i = 1; i <= homes; ++i) {
            homes_.emplace_back(card::MeterId{i}, card::CardSerial{i});
            homes_.back().sell(WattHours{10'000});
        }
    }

    // One dialogue of one home, the office's or the meter's.
    void happen() {
        Home& home = homes_[random_() % homes];
        switch (random_() % 5) {
            case 0:
                home.make(WattHours{1 + static_cast<std::int64_t>(random_() % 20'000)});
                [[fallthrough]];
            case 1:
                visit_office(home);
                break;
            case 2:
                insert_without_power(home);
                break;
            default:
                insert(home);
        }
        home.expect_nothing_gained();
        home.meter.use(WattHours{static_cast<std::int64_t>(random_() % 3)});
    }

    void end() {
        for (Home& home : homes_) {
            home.write([&home](std::span<const std::uint8_t> command) {
                return MeterBench::answer_of(home.card, {command.begin(), command.end()});
            });
            home.expect_still_served();
            home.expect_nothing_gained();
        }
    }

    [[nodiscard]] int torn() const { return torn_; }

 private:
    void visit_office(Home& home) {
        TornCard card{home.card, random_};
        try {
            home.write([&card](std::span<const std::uint8_t> command) {
                return card.answer({command.begin(), command.end()});
            });
        } catch (const Torn&) {
            ++torn_;
        }
    }

    void insert(Home& home) {
        TornCard torn_card{home.card, random_};
        (void)home.meter.insert(
            home.card, [&](int, const Bytes& command, SoftwareCard&) -> std::optional<Bytes> {
                try {
                    return torn_card.answer(command);
                } catch (const Torn&) {
                    ++torn_;
                    return std::nullopt;
                }
            });
        if (random_() % 4 == 0) {
            home.meter.restart();
        }
    }

    // The meter's power goes before one of its commits.
    void insert_without_power(Home& home) {
        home.meter.board().state_store.saves_until_failure = static_cast<int>(random_() % 4);
        (void)home.meter.insert(home.card);
        home.meter.board().state_store.saves_until_failure.reset();
        home.meter.restart();
        ++torn_;
    }

    std::mt19937_64 random_{20'261'122};
    std::deque<Home> homes_;
    int torn_ = 0;
};

TEST(Conservation, credits_what_was_ordered_across_random_dialogues_with_random_tears) {
    Town town;
    const int count = dialogues();
    for (int i = 0; i < count && !::testing::Test::HasFailure(); ++i) {
        SCOPED_TRACE(i);
        town.happen();
    }
    town.end();

    EXPECT_GT(town.torn(), count / 4);
    RecordProperty("dialogues", count);
    RecordProperty("torn", town.torn());
    std::cout << count << " dialogues, " << town.torn() << " torn\n";
}

}  // namespace
}  // namespace attacks
