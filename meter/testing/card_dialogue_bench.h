// A meter and its customer's card, for tests of their dialogue.
#pragma once

#include <gtest/gtest.h>

#include "card/testing/cards.h"
#include "meter/testing/meter_bench.h"

namespace meter::testing {

inline const card::Key128 meter_key{
    card::Block{0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C}};
inline const Keying keying{.meter = card::testing::example_meter, .meter_key = meter_key};

[[nodiscard]] inline card::Order order_of(unsigned sequence, std::int64_t total) {
    card::Order order = card::testing::example_order();
    order.sequence = card::Sequence{sequence};
    order.ordered_total = base::WattHours{total};
    return order;
}

[[nodiscard]] inline card::OrderBytes signed_order(const card::Order& order) {
    return card::testing::signed_order(order, meter_key);
}

[[nodiscard]] inline card::SoftwareCard card_with(
    const card::OrderBytes& order, const card::IdRecord& id = card::testing::example_id(),
    const card::Key128& key = meter_key) {
    return card::testing::personalised_card(
        id, key, card::testing::issuer_keys(card::Key128{}, id.serial), order);
}

// The same chip with another order on it, as an office would leave it.
[[nodiscard]] inline card::SoftwareCard with_order(const card::SoftwareCard& card,
                                                   const card::OrderBytes& order) {
    card::CardMemory memory = card.memory();
    memory.order = order;
    return card::SoftwareCard{memory};
}

class CardDialogueTest : public ::testing::Test {
 protected:
    MeterBench meter_bench{keying, State{}, card::testing::example_time};
    card::SoftwareCard customer_card = card_with(signed_order(order_of(1, 30'000)));

    [[nodiscard]] base::WattHours ordered() const {
        return meter_bench.state().account.ordered().ordered_total;
    }
};

}  // namespace meter::testing
