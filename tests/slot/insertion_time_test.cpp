// From the card's insertion to supply on over contacts at 9,600 baud, and what a noisy line does to
// it. The line's time is modelled byte by byte; the time that card and meter compute is not in it.
#include <gtest/gtest.h>

#include <chrono>
#include <iostream>
#include <memory>

#include "card/testing/cards.h"
#include "card/testing/serial_line.h"
#include "meter/testing/meter_bench.h"

namespace {

using base::WattHours;
using card::testing::SerialLine;
using meter::InsertionResult;
using meter::testing::MeterBench;
using namespace std::chrono_literals;

const card::Key128 meter_key{card::Block{0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16}};
const meter::Keying keying{.meter = card::testing::example_meter, .meter_key = meter_key};

card::Order order_of(unsigned sequence) {
    card::Order order = card::testing::example_order();
    order.sequence = card::Sequence{sequence};
    order.ordered_total = WattHours{1'000 * std::int64_t{sequence}};
    return order;
}

card::SoftwareCard card_with_order(unsigned sequence) {
    const auto id = card::testing::example_id();
    return card::testing::personalised_card(
        id, meter_key, card::testing::issuer_keys(card::Key128{}, id.serial),
        card::testing::signed_order(order_of(sequence), meter_key));
}

// A meter whose slot is a serial line.
class SerialSlot {
 public:
    SerialSlot(unsigned noise, std::uint64_t seed)
        : line{[this](std::span<const std::uint8_t> command) {
                   return MeterBench::answer_of(*card_, {command.begin(), command.end()});
               },
               noise, seed} {}

    InsertionResult insert(card::SoftwareCard& card) {
        card_ = &card;
        supply_on_.reset();
        inserted_ = line.now();
        int resets = meter.board().card_slot.resets;
        line.reset();
        const auto result =
            meter.insert(card, [&](int, const MeterBench::Bytes& command, card::SoftwareCard&) {
                note_supply();
                if (std::exchange(resets, meter.board().card_slot.resets) != resets) {
                    line.reset();
                }
                return std::optional{line.exchange(command)};
            });
        note_supply();
        return result;
    }

    // Since the card went in.
    [[nodiscard]] SerialLine::Time elapsed() const { return line.now() - inserted_; }
    [[nodiscard]] SerialLine::Time until_supply_on() const { return *supply_on_; }

    MeterBench meter{keying, meter::State{}, card::testing::example_time};
    SerialLine line;

 private:
    void note_supply() {
        if (meter.supply_is_closed() && !supply_on_) {
            supply_on_ = elapsed();
        }
    }

    card::SoftwareCard* card_ = nullptr;
    SerialLine::Time inserted_{0};
    std::optional<SerialLine::Time> supply_on_;
};

TEST(SerialSlot, switches_the_supply_on_within_a_second_and_a_half_of_the_insertion) {
    SerialSlot slot{0, 1};
    card::SoftwareCard card = card_with_order(1);

    ASSERT_EQ(slot.insert(card), InsertionResult::credited);

    EXPECT_LT(slot.until_supply_on(), 1'500ms);
    EXPECT_LT(slot.elapsed(), 1'500ms);
    EXPECT_EQ(slot.meter.commands(), 7);
    std::cout << "supply on after " << slot.until_supply_on() / 1ms << " ms, report written after "
              << slot.elapsed() / 1ms << " ms: " << slot.meter.commands() << " commands, "
              << slot.line.blocks() << " blocks, " << slot.line.bytes() << " bytes\n";
}

meter::HistoryPayload end_of(int number) {
    return meter::encode_reading({.time = card::testing::example_time + 24h * number,
                                  .ordered_total = WattHours{30'000},
                                  .consumed_total = base::millijoules(WattHours{10 * number})});
}

// A meter whose history no card has seen yet, at a card that brings its newest order.
TEST(SerialSlot, has_the_card_back_within_three_seconds_however_much_history_there_is) {
    SerialSlot slot{0, 1};
    card::SoftwareCard card = card_with_order(1);
    auto& kept = slot.meter.board().past.kept;
    for (int number = 1; number <= 70; ++number) {
        kept[meter::HistoryKind::day_ends].push_back(end_of(number));
        kept[meter::HistoryKind::month_ends].push_back(end_of(30 * number));
        kept[meter::HistoryKind::events].push_back(
            meter::encode_event({.number = static_cast<std::uint32_t>(number),
                                 .kind = meter::EventKind::started,
                                 .time = card::testing::example_time}));
    }

    ASSERT_EQ(slot.insert(card), InsertionResult::credited);

    EXPECT_LT(slot.until_supply_on(), 1'500ms);
    EXPECT_LT(slot.elapsed(), 3s);
    EXPECT_GT(slot.elapsed(), 2'500ms) << "there was time for more";
    std::cout << "supply on after " << slot.until_supply_on() / 1ms << " ms, card free after "
              << slot.elapsed() / 1ms << " ms: " << slot.meter.commands() << " commands, "
              << slot.line.bytes() << " bytes\n";
}

TEST(SerialSlot, serves_a_field_card_of_each_kind_within_three_seconds) {
    SerialSlot slot{0, 1};
    card::SoftwareCard customers = card_with_order(1);
    ASSERT_EQ(slot.insert(customers), InsertionResult::credited);
    for (int restart = 0; restart < 20; ++restart) {
        slot.meter.restart();  // an event each: more than a card takes
    }
    using card::CardKind;
    for (const CardKind kind : {CardKind::inspection, CardKind::parameter, CardKind::maintenance}) {
        card::testing::FieldCard field{kind, card::CardSerial{0xF1E1D}, card::Key128{}};
        field.begin_round(card::Generation{1}, {{keying.meter, meter_key}});

        const auto bytes_before = slot.line.bytes();
        const InsertionResult result = slot.insert(field.card());

        EXPECT_FALSE(is_failure(result)) << name_of(result);
        EXPECT_LT(slot.elapsed(), 3s);
        EXPECT_NE(card::is_blank(field.place(0).events.back()), kind == CardKind::inspection);
        std::cout << "field card of kind " << int{std::to_underlying(kind)} << " free after "
                  << slot.elapsed() / 1ms << " ms: " << slot.meter.commands() << " commands, "
                  << slot.line.bytes() - bytes_before << " bytes\n";
    }
}

TEST(SerialSlot, is_slowed_and_never_broken_by_noise_on_one_byte_in_a_thousand) {
    SerialSlot slot{1'000, 2};
    card::SoftwareCard card = card_with_order(1);
    SerialLine::Time slowest{0};
    constexpr unsigned insertions = 1'000;
    for (unsigned sequence = 1; sequence <= insertions; ++sequence) {
        card::CardMemory memory = card.memory();
        memory.order = card::testing::signed_order(order_of(sequence), meter_key);
        card = card::SoftwareCard{memory};

        ASSERT_EQ(slot.insert(card), InsertionResult::credited) << sequence;

        ASSERT_EQ(slot.meter.state().account.ordered().ordered_total,
                  WattHours{1'000 * std::int64_t{sequence}});
        slowest = std::max(slowest, slot.elapsed());
    }
    EXPECT_GT(slot.line.disturbed(), 500);
    EXPECT_LT(slowest, 3s);
    std::cout << "slowest of " << insertions << ": " << slowest / 1ms << " ms, "
              << slot.line.disturbed() << " of " << slot.line.bytes() << " bytes disturbed\n";
}

}  // namespace
