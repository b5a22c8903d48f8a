// What the exploration of the supply's state machine is made of: the states that it begins from,
// and everything that may happen in one input, as plain figures that an oracle can read.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "card/id_record.h"
#include "card/order.h"
#include "card/parameter_set.h"
#include "meter/inputs.h"
#include "meter/measurement.h"
#include "meter/state.h"

namespace meter::testing {

// 2026-03-01, 09:30 UTC.
inline constexpr std::chrono::sys_seconds explored_time{std::chrono::seconds{1'772'357'400}};
inline constexpr card::Sequence explored_sequence{7};
inline constexpr base::WattHours explored_total{1'000'000};

// Why a card or its order may clear nothing.
enum class CardFlaw : std::uint8_t {
    none,
    other_meter,
    other_customer,
    other_serial,  // of the same generation
    replaced,      // of a lower generation
    copied,        // its sessions are those that the meter has seen
    falls_unduly,  // the total falls by a purchase
    forged,        // the order's code is another key's
};

// The parameter set beside the order, or on a parameter card.
enum class BroughtSet : std::uint8_t { none, larger_overdraft, not_genuine };

// The order on the card that is put in, `step` after the one that the meter has loaded.
struct ExploredOrder {
    int step = 0;
    base::WattHours change{};  // of the ordered total
    card::OrderKind kind = card::OrderKind::purchase;
    CardFlaw flaw = CardFlaw::none;
    BroughtSet brings = BroughtSet::none;
};

// One thing that happens: a stretch of time with what is measured and pressed, or a card.
struct ExploredInput {
    std::string_view name;
    std::chrono::milliseconds lasts{};
    Measurement measured{};
    Inputs contacts{};  // they stand for all of it; a button is one press, at its end
    std::optional<ExploredOrder> order{};
    std::optional<card::CardKind> field_card{};
};

[[nodiscard]] std::span<const ExploredInput> explored_inputs();

// The order as the card states it: on the bound card, or on the next one where it opens an account,
// but for its flaw.
[[nodiscard]] card::Order order_on_card(const ExploredOrder& order);

// The card's meter sessions, with the one in which it is read.
[[nodiscard]] std::uint32_t sessions_of(const ExploredOrder& order);

// The set that is brought to a meter with `parameters`.
[[nodiscard]] card::ParameterSet explored_set(const Parameters& parameters);

struct ExploredVariant {
    std::string_view name;
    Parameters parameters;
    bool is_armed = true;          // for rules 2 and 3
    bool must_wait = false;        // 20 minutes more, after five openings
    bool magnet_is_there = false;  // and was noticed
    bool clock_trusted = true;
};

[[nodiscard]] std::span<const ExploredVariant> explored_variants();

// The sets of reasons, as their bits, that are explored with the variant of this number: all of
// them; under sanitizers, which take fifteen times as long, every 17th from another begin for each
// variant.
[[nodiscard]] std::vector<unsigned> explored_sets(std::size_t variant);

// One millijoule above, at and below each level that a rule names.
[[nodiscard]] std::vector<base::Millijoules> explored_levels();

[[nodiscard]] State explored_state(Reasons reasons, base::Millijoules remaining,
                                   const ExploredVariant& variant);

}  // namespace meter::testing
