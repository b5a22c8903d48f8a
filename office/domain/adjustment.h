// What goes back of a sale, and when money may leave the office for it. Every rounding stands here.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "card/identifiers.h"
#include "office/domain/adjustment_commands.h"
#include "office/domain/business_month.h"
#include "office/domain/identifiers.h"
#include "office/domain/outcomes.h"
#include "office/domain/price.h"

namespace office {

// A sale of which something may go back.
struct SoldRow {
    ReceiptNumber receipt{};
    Price price;
    base::WattHours taken_back;  // of its energy, by approved adjustments
    BusinessMonth month{};
    card::Sequence sequence{};
    card::Generation generation{};     // of the card that its order was made for
    std::uint32_t meter_sessions = 0;  // of that card, as the office knew them then
};

// What one sale gives back. `net` and `tax` are of the energy alone.
struct AdjustmentShare {
    ReceiptNumber receipt{};
    base::WattHours energy;
    base::MinorUnits net;
    base::MinorUnits tax;

    bool operator==(const AdjustmentShare&) const = default;
};

// What an adjustment comes to. Nothing is negative: the energy goes back, or, of a free issue, out.
struct AdjustmentFigures {
    Price price;
    std::vector<AdjustmentShare> shares;  // the newest sale first

    bool operator==(const AdjustmentFigures&) const = default;
};

enum class AdjustmentState : std::uint8_t {
    asked = 1,
    declined = 2,
    approved = 3,  // the order is made
    paid = 4,      // the money that goes back has left the desk
};

// The meters of an exchange, and what was assumed of the old one.
struct Exchange {
    card::MeterId new_meter{};
    base::WattHours used_since;  // the last report, as estimated; 0 where there is a final one
    bool is_dead = false;        // the old meter wrote no final report

    bool operator==(const Exchange&) const = default;
};

struct AdjustmentRow {
    AdjustmentId adjustment{};
    AdjustmentKind kind{};
    card::CustomerNumber customer{};
    UserId asked_by{};
    AdjustmentFigures figures;
    AdjustmentState state = AdjustmentState::asked;
    card::Sequence sequence{};           // these three once it is approved
    card::Generation generation{};       // of the card that its order is for
    std::uint32_t meter_sessions = 0;    // of that card, as the office knew them then
    bool is_proven = false;              // a reversal: the card overwrote the order unused
    std::optional<Exchange> exchange{};  // of an exchange alone
};

// `amount` times `part` divided by `whole`, rounded down: the office keeps the remainder. 0 to
// 1e15, `part` 0 to `whole`, `whole` above 0 and at most 1e15.
[[nodiscard]] std::int64_t share_of(std::int64_t amount, std::int64_t part, std::int64_t whole);

// What the next `energy` of `sale` to go back is worth. The price of all that went back is rounded
// down each time, so that the shares of a sale taken back whole sum to its price exactly. Charges,
// the tax on them and arrears stay paid.
//   energy    above 0, at most what is left of the sale
[[nodiscard]] AdjustmentShare take_back(const SoldRow& sale, base::WattHours energy);

// All of a sale, charges and arrears included; nothing of it went back before.
[[nodiscard]] AdjustmentFigures undo(const SoldRow& sale);

// `energy` at what the newest sales took for it.
//   sales     the newest first
//   refused   energy_not_sold: more than is left of all of them
[[nodiscard]] std::expected<AdjustmentFigures, Refusal> take_back_newest(
    std::span<const SoldRow> sales, base::WattHours energy);

[[nodiscard]] bool is_reason(AdjustmentReason reason);

[[nodiscard]] constexpr bool gives_energy(AdjustmentKind kind) {
    return kind == AdjustmentKind::free_issue;
}

}  // namespace office
