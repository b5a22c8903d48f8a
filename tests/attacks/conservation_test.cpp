// Sales, corrections and refunds, insertions of customers' and field cards, and power cuts at
// random: whatever is torn wherever, each meter holds the total of a genuine order at any time, and
// in the end what was ordered; and no card becomes unusable.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <memory>
#include <random>
#include <string>

#include "tests/attacks/home.h"
#include "tests/attacks/shim.h"

namespace attacks {
namespace {

using base::WattHours;
using card::CardKind;
using card::SoftwareCard;
using card::testing::FieldCard;
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
// changed, once it has kept the try that the command costs, or before its answer was read.
class TornCard {
 public:
    // `field` is that of a field card.
    TornCard(SoftwareCard& card, std::mt19937_64& random, card::FieldMemory* field = nullptr)
        : card_{card}, field_{field}, torn_at_{static_cast<int>(random() % 14)} {
        constexpr std::array moments{Moment::before, Moment::unkept, Moment::received,
                                     Moment::unread};
        moment_ = moments[random() % moments.size()];
        card_.reset();
    }

    Bytes answer(const Bytes& command) {
        if (exchanges_++ != torn_at_) {
            return MeterBench::answer_of(card_, command);
        }
        if (moment_ == Moment::received) {
            card_.receive(command);
        }
        if (moment_ == Moment::unkept) {
            answer_and_forget(command);
        }
        if (moment_ == Moment::unread) {
            (void)MeterBench::answer_of(card_, command);
        }
        throw Torn{};
    }

 private:
    enum class Moment { before, unkept, received, unread };

    void answer_and_forget(const Bytes& command) {
        const card::CardMemory before = card_.memory();
        if (field_ == nullptr) {
            (void)MeterBench::answer_of(card_, command);
            card_ = SoftwareCard{before};
            return;
        }
        const auto places_before = std::make_unique<card::FieldMemory>(*field_);
        (void)MeterBench::answer_of(card_, command);
        *field_ = *places_before;
        card_ = SoftwareCard{before, *field_};
    }

    SoftwareCard& card_;
    card::FieldMemory* field_;
    int torn_at_;
    Moment moment_ = Moment::before;
    int exchanges_ = 0;
};

// A field card that comes to one meter, in round after round.
class Visitor {
 public:
    Visitor(CardKind kind, Home& home)
        : kind_{kind}, field_{kind, card::CardSerial{std::to_underlying(kind)}, master_key} {
        begin_round(home, 1);
    }

    void begin_round(const Home& home, unsigned round) {
        card::Parameters parameters;
        parameters.version = round;
        field_.begin_round(card::Generation{static_cast<std::uint16_t>(round)},
                           {{home.keying.meter, home.keying.meter_key, home.set_of(parameters)}});
    }
    [[nodiscard]] FieldCard& field() { return field_; }
    [[nodiscard]] InsertionResult served() const {
        return kind_ == CardKind::maintenance ? InsertionResult::maintained
                                              : InsertionResult::field_card_served;
    }

 private:
    CardKind kind_;
    FieldCard field_;
};

// A home and all who come to its meter. Their rounds rise together.
struct VisitedHome : Home {
    explicit VisitedHome(std::uint64_t number)
        : Home{card::MeterId{number}, card::CardSerial{1'000 + number}},
          visitors{Visitor{CardKind::inspection, *this}, Visitor{CardKind::parameter, *this},
                   Visitor{CardKind::maintenance, *this}} {}

    std::array<Visitor, 3> visitors;
    unsigned round = 1;
};

class Town {
 public:
    Town() {
        for (std::uint64_t i = 1; i <= homes; ++i) {
            homes_.emplace_back(i);
            homes_.back().sell(WattHours{10'000});
        }
    }

    // One dialogue of one home, the office's or the meter's.
    void happen() {
        VisitedHome& home = homes_[random_() % homes];
        switch (random_() % 8) {
            case 0:
                make_order(home);
                [[fallthrough]];
            case 1:
                visit_office(home);
                break;
            case 2:
                insert_without_power(home, home.card);
                break;
            case 3:
                insert_without_power(home, visitor_of(home).field().card());
                break;
            case 4:
                send_again(home, visitor_of(home));
                [[fallthrough]];
            case 5: {
                FieldCard& field = visitor_of(home).field();
                insert(home, field.card(), &field.memory());
                ++field_dialogues_;
                break;
            }
            default:
                insert(home, home.card);
        }
        home.expect_nothing_gained();
        home.meter.use(WattHours{static_cast<std::int64_t>(random_() % 3)});
    }

    void end() {
        for (VisitedHome& home : homes_) {
            home.write([&home](std::span<const std::uint8_t> command) {
                return MeterBench::answer_of(home.card, {command.begin(), command.end()});
            });
            home.expect_still_served();
            for (Visitor& visitor : home.visitors) {
                send_again(home, visitor);
                EXPECT_EQ(home.meter.insert(visitor.field().card()), visitor.served());
            }
            home.expect_nothing_gained();
        }
    }

    [[nodiscard]] int torn() const { return torn_; }
    [[nodiscard]] int falling() const { return falling_; }
    [[nodiscard]] int field_dialogues() const { return field_dialogues_; }

 private:
    Visitor& visitor_of(VisitedHome& home) { return home.visitors[random_() % 3]; }

    void send_again(VisitedHome& home, Visitor& visitor) {
        visitor.begin_round(home, ++home.round);
    }

    // A purchase, or where the meter is known to be open a correction or a refund that takes back
    // up to half of all that was ordered.
    void make_order(Home& home) {
        const auto report = card::decode_report(home.card.memory().report);
        const WattHours total = home.newest().ordered_total;
        if (random_() % 3 == 0 && report && report->account_open && total > WattHours{1}) {
            const auto most = static_cast<std::uint64_t>(total.count() / 2);
            const auto back = static_cast<std::int64_t>(1 + random_() % most);
            home.make(WattHours{-back},
                      random_() % 2 == 0 ? card::OrderKind::correction : card::OrderKind::refund);
            ++falling_;
            return;
        }
        home.make(WattHours{1 + static_cast<std::int64_t>(random_() % 20'000)});
    }

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

    void insert(Home& home, SoftwareCard& card, card::FieldMemory* field = nullptr) {
        TornCard torn_card{card, random_, field};
        (void)home.meter.insert(
            card, [&](int, const Bytes& command, SoftwareCard&) -> std::optional<Bytes> {
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
    void insert_without_power(Home& home, SoftwareCard& card) {
        home.meter.board().state_store.saves_until_failure = static_cast<int>(random_() % 4);
        (void)home.meter.insert(card);
        home.meter.board().state_store.saves_until_failure.reset();
        home.meter.restart();
        ++torn_;
    }

    std::mt19937_64 random_{20'261'122};
    std::deque<VisitedHome> homes_;
    int torn_ = 0;
    int falling_ = 0;  // orders that lower the total
    int field_dialogues_ = 0;
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
    EXPECT_GT(town.falling(), count / 100);
    EXPECT_GT(town.field_dialogues(), count / 5);
    std::cout << count << " dialogues, " << town.field_dialogues() << " of them of field cards; "
              << town.torn() << " torn, " << town.falling() << " orders that lower the total\n";
}

}  // namespace
}  // namespace attacks
