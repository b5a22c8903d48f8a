// Both copies of the newest state destroyed: an older one returns, and nobody gains credit by it.
#include "meter/storage/returned_state.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>

#include "boards/host/devices/at24_eeprom.h"
#include "boards/host/devices/w25q_nor_flash.h"
#include "card/testing/records.h"
#include "meter/credit/supply_rules.h"
#include "meter/storage/meter_memory.h"
#include "meter/terminal/order_acceptance.h"
#include "meter/testing/opened_state.h"
#include "tests/storage/warned_devices.h"

namespace {

using base::WattHours;
using boards::At24Eeprom;
using boards::W25qNorFlash;
using meter::Reason;
using meter::State;
using namespace std::chrono_literals;

constexpr WattHours ordered{30'000};
constexpr std::chrono::sys_seconds now = card::testing::example_time + 1h;

// Destroys a page of both copies of the newest state record.
void destroy_newest_state(At24Eeprom& eeprom) {
    std::array<std::uint32_t, meter::eeprom_layout::places> sequences{};
    for (std::uint32_t place = 0; place < sequences.size(); ++place) {
        std::array<std::uint8_t, meter::state_head_size> bytes{};
        ASSERT_TRUE(eeprom.read(meter::eeprom_layout::place_page(place) * 64, bytes));
        const auto head = meter::decode_state_head(bytes);
        sequences[place] = head ? head->sequence : 0;
    }
    for (std::uint32_t place = 0; place < sequences.size(); ++place) {
        if (sequences[place] == std::ranges::max(sequences)) {
            eeprom.alter((meter::eeprom_layout::place_page(place) + 3) * 64,
                         std::array<std::uint8_t, 64>{});
        }
    }
}

class LostState : public testing::Test {
 protected:
    // An opened meter with the first order, served by the first card.
    LostState() {
        meter::MeterMemory memory{eeprom_, flash_};
        meter::StoredState room{};
        state_ = meter::testing::opened_with(ordered.count());
        state_.time = now;
        state_.account.take({.sequence = card::Sequence{1}, .ordered_total = ordered});
        state_.binding = {.serial = card::testing::example_serial,
                          .generation = card::Generation{1},
                          .customer = card::testing::example_customer,
                          .meter_sessions = 1};
        EXPECT_TRUE(memory.key({.meter = card::testing::example_meter}, state_, room));
        keep(memory);
        note(state_, meter::EventKind::started);
        keep(memory);
    }

    void keep(meter::MeterMemory<At24Eeprom, W25qNorFlash>& memory) {
        meter::StateRecord record{};
        encode(state_, record);
        ASSERT_TRUE(memory.save(record));
        (void)memory.history().follow(state_);
    }

    // Commits what `change` makes of the state, and loses it.
    void lose(const std::function<void(State&)>& change) {
        {
            meter::MeterMemory memory{eeprom_, flash_};
            meter::StoredState room{};
            ASSERT_TRUE(memory.open(std::nullopt, state_, room));
            change(state_);
            keep(memory);
        }
        destroy_newest_state(eeprom_);
    }

    State start() {
        meter::MeterMemory memory{eeprom_, flash_};
        meter::StoredState room{};
        State found;
        EXPECT_TRUE(memory.open(std::nullopt, found, room));
        return found;
    }

    static meter::InsertionResult insert(State& state, card::OrderKind kind, unsigned sequence,
                                         WattHours total, std::uint16_t generation = 1) {
        card::Order order = card::testing::example_order();
        order.kind = kind;
        order.sequence = card::Sequence{sequence};
        order.ordered_total = total;
        order.generation = card::Generation{generation};
        order.card =
            card::CardSerial{std::to_underlying(card::testing::example_serial) + generation - 1};
        return accept_order(
            state, order.meter, order,
            {.serial = order.card, .generation = order.generation, .meter_sessions = ++sessions_},
            meter::CardClearance::allowed);
    }

    static inline std::uint32_t sessions_ = 10;
    At24Eeprom eeprom_;
    W25qNorFlash flash_;
    State state_;
};

TEST_F(LostState, a_refund_that_is_lost_opens_the_supply_until_the_card_brings_it_again) {
    const auto refund = [](State& state) {
        (void)insert(state, card::OrderKind::refund, 2, WattHours{25'000});
    };
    lose(refund);

    State found = start();
    const bool was_open = found.reasons.contains(Reason::credit_unproven);
    refund(found);

    EXPECT_TRUE(was_open);
    EXPECT_TRUE(found.reasons.is_empty());
    EXPECT_EQ(found.account.ordered().ordered_total, WattHours{25'000});
}

TEST_F(LostState, a_closing_that_is_lost_opens_the_supply_until_the_card_brings_it_again) {
    const auto closing = [](State& state) {
        (void)insert(state, card::OrderKind::closing, 2, WattHours{0});
    };
    lose(closing);

    State found = start();
    const bool was_open = found.reasons.contains(Reason::credit_unproven);
    closing(found);

    EXPECT_TRUE(was_open);
    EXPECT_FALSE(found.opened);
    EXPECT_TRUE(found.reasons.contains(Reason::account_closed));
}

TEST_F(LostState, a_card_that_was_replaced_brings_no_supply_back) {
    lose([](State& state) {
        (void)insert(state, card::OrderKind::replacement, 2, WattHours{30'500}, 2);
    });

    State found = start();
    const auto old_card = insert(found, card::OrderKind::opening, 1, ordered, 1);
    const bool was_open = !found.reasons.is_empty();
    const auto new_card = insert(found, card::OrderKind::replacement, 2, WattHours{30'500}, 2);

    EXPECT_EQ(old_card, meter::InsertionResult::already_loaded);
    EXPECT_TRUE(was_open);
    EXPECT_EQ(new_card, meter::InsertionResult::credited);
    EXPECT_TRUE(found.reasons.is_empty());
}

TEST_F(LostState, a_reason_that_is_lost_stands_again) {
    lose([](State& state) { set_reason(state, Reason::leakage); });

    const State found = start();

    EXPECT_EQ(found.reasons, meter::Reasons{Reason::leakage});
    EXPECT_EQ(found.events, state_.events);
}

TEST_F(LostState, what_opened_no_account_and_took_no_order_costs_the_customer_nothing) {
    lose([](State& state) { note(state, meter::EventKind::cover_opened); });

    const State found = start();

    EXPECT_TRUE(found.reasons.is_empty());
    EXPECT_EQ(found.events, state_.events);
}

TEST_F(LostState, without_a_history_that_knows_no_credit_is_given) {
    lose([](State& state) { ++state.challenge_counter; });
    flash_ = W25qNorFlash{0};

    const State found = start();

    EXPECT_TRUE(found.reasons.contains(Reason::credit_unproven));
}

TEST_F(LostState, a_challenge_that_it_used_is_never_used_again) {
    lose([](State& state) { state.challenge_counter += 1'000; });

    EXPECT_GT(start().challenge_counter, state_.challenge_counter);
}

TEST_F(LostState, a_warning_while_the_start_commits_brings_no_credit_back) {
    lose([](State& state) { (void)insert(state, card::OrderKind::refund, 2, WattHours{25'000}); });
    flash_ = W25qNorFlash{0};  // the EEPROM alone knows of the loss
    const At24Eeprom lost = eeprom_;
    bool was_warned = true;
    for (std::uint64_t at = 1; was_warned; ++at) {
        At24Eeprom part = lost;
        storage_test::WarnedEeprom eeprom{.part = part, .at = 0, .warn = {}};
        meter::MeterMemory memory{eeprom, flash_};
        meter::StoredState room{};
        State found;
        ASSERT_TRUE(memory.open(std::nullopt, found, room));
        eeprom.warn = [&memory] { memory.power_is_failing(true); };
        eeprom.at = eeprom.operations + at;
        meter::StateRecord record{};
        encode(found, record);

        (void)memory.save(record);
        was_warned = eeprom.is_warned();
        (void)memory.save(record);  // as the warning asks for

        meter::MeterMemory again{part, flash_};
        State next;
        ASSERT_TRUE(again.open(std::nullopt, next, room));
        ASSERT_TRUE(next.reasons.contains(Reason::credit_unproven)) << "operation " << at;
        ASSERT_GE(next.challenge_counter, found.challenge_counter) << "operation " << at;
    }
}

TEST_F(LostState, reports_go_on_from_the_newest_one) {
    lose([](State& state) { state.reports = {.counter = 7, .last_digest = {1, 2, 3}}; });

    const State found = start();

    EXPECT_EQ(found.reports, state_.reports);
    EXPECT_TRUE(found.reasons.is_empty());
}

TEST_F(LostState, an_image_of_the_eeprom_from_before_gains_nothing) {
    At24Eeprom before = eeprom_;
    lose([](State& state) { (void)insert(state, card::OrderKind::refund, 2, WattHours{25'000}); });
    eeprom_ = before;

    EXPECT_TRUE(start().reasons.contains(Reason::credit_unproven));
}

TEST_F(LostState, the_history_goes_on_with_the_events_that_follow) {
    lose([](State& state) { note(state, meter::EventKind::cover_opened); });
    meter::MeterMemory memory{eeprom_, flash_};
    meter::StoredState room{};
    ASSERT_TRUE(memory.open(std::nullopt, state_, room));

    note(state_, meter::EventKind::cover_closed);
    keep(memory);

    auto& events = memory.history().events();
    meter::HistoryPayload payload{};
    ASSERT_TRUE(events.read(events.newest(), payload));
    EXPECT_EQ(meter::decode_event(payload)->number, state_.events.last_number());
    EXPECT_EQ(meter::decode_event(payload)->kind, meter::EventKind::cover_closed);
}

TEST_F(LostState, the_history_of_a_meter_before_this_one_stops_no_event) {
    At24Eeprom new_part;
    meter::MeterMemory memory{new_part, flash_};
    meter::StoredState room{};
    ASSERT_TRUE(memory.key({.meter = card::testing::example_meter}, State{}, room));
    State state;
    note(state, meter::EventKind::cover_opened);

    ASSERT_TRUE(memory.history().follow(state));

    auto& events = memory.history().events();
    meter::HistoryPayload payload{};
    ASSERT_TRUE(events.read(events.newest(), payload));
    EXPECT_EQ(meter::decode_event(payload)->kind, meter::EventKind::cover_opened);
}

TEST_F(LostState, a_meter_that_is_keyed_anew_inherits_no_register_at_its_restarts) {
    state_.account.consume(base::Millijoules{180'000'000'000});
    state_.time += 48h;
    state_.reports = {.counter = 7, .last_digest = {1, 2, 3}};
    {
        meter::MeterMemory memory{eeprom_, flash_};
        meter::StoredState room{};
        State before;
        ASSERT_TRUE(memory.open(std::nullopt, before, room));
        keep(memory);
    }
    eeprom_ = At24Eeprom{};
    const State keyed = meter::testing::opened_with(ordered.count());
    {
        meter::MeterMemory memory{eeprom_, flash_};
        meter::StoredState room{};
        ASSERT_TRUE(memory.key({.meter = card::testing::example_meter}, keyed, room));
    }

    for (int restart = 0; restart < 2; ++restart) {
        meter::MeterMemory memory{eeprom_, flash_};
        meter::StoredState room{};
        State found;
        ASSERT_TRUE(memory.open(std::nullopt, found, room));

        EXPECT_EQ(found.account.consumed_total(), keyed.account.consumed_total());
        EXPECT_EQ(found.reasons, keyed.reasons);
        EXPECT_FALSE(memory.history().is_ahead_of(found));
        found.time = now + 72h * (restart + 1);
        state_ = found;
        note(state_, meter::EventKind::cover_opened);
        keep(memory);
        EXPECT_EQ(memory.history().events().newest(),
                  memory.history().events().oldest() + static_cast<std::uint32_t>(restart));
    }
}

}  // namespace
