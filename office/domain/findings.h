// What a report can reveal. A finding never stops the record: reports are evidence.
#pragma once

#include <compare>
#include <cstdint>

namespace office {

enum class Finding : std::uint8_t {
    report_counter_fell = 0,
    same_counter_other_bytes = 1,
    digest_chain_broken = 2,      // only where counters follow each other
    order_not_in_books = 3,       // a sequence that no order of ours has
    ordered_total_differs = 4,    // from that of the order whose sequence the meter holds
    order_sequence_fell = 5,      //
    consumed_total_fell = 6,      //
    overdrawn_total_fell = 7,     //
    sessions_fell = 8,            // the card's count of meter sessions: an older copy of the card
    third_without_report = 9,     // meter sessions without a newer report, three times in a row
    report_of_another_card = 10,  // the report states another serial or generation than its card
    card_not_current = 11,        // not the newest card of its meter
    calibration_changed = 12,     // the meter measures by another one than it stated before
    code_changed = 13,            // the meter runs another program than it stated before
    old_card_at_meter = 14,  // from here on what the counters of events tell: copies, old orders
    energy_while_open = 15,
    reversed_current = 16,
    currents_differ = 17,
    current_without_voltage = 18,
    cover_opened = 19,
    strong_magnet = 20,
    clock_set_back = 21,
    wrong_cryptograms = 22,
    frequent_starts = 23,
    altered_on_field_card = 24,  // a report or event there that its meter did not make
    event_differs = 25,          // from the one of its number that the books hold
    history_altered = 26,        // a record on the customer's card that its meter did not make
    history_contradicts = 27,    // another reading of a known day- or month-end, or one that falls
    report_of_left_key = 28,     // a newer report under a key that the meter has left: forged
    used_after_settlement = 29,  // more than was settled when its last customer left the meter
    card_locked_out = 30,        // wrong keys were tried on it until it let no meter in
};

// A set of findings; bit n is Finding n.
class Findings {
 public:
    constexpr Findings() = default;
    constexpr explicit Findings(std::uint32_t bits) : bits_{bits} {}

    constexpr void add(Finding finding) { bits_ |= bit(finding); }

    [[nodiscard]] constexpr bool has(Finding finding) const { return (bits_ & bit(finding)) != 0; }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }

    auto operator<=>(const Findings&) const = default;

 private:
    static constexpr std::uint32_t bit(Finding finding) {
        return std::uint32_t{1} << static_cast<unsigned>(finding);
    }

    std::uint32_t bits_ = 0;
};

}  // namespace office
