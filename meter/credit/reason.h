// Why the supply is open: a set of reasons, and one table that says of each who sets it, who clears
// it and what the customer should do.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace meter {

// The number is the bit in reports and in the stored state; it never changes its meaning.
enum class Reason : std::uint8_t {
    not_opened = 0,       // no account yet
    account_closed = 1,   // a closing order was loaded
    reminder = 2,         // the reminder trip level was reached from above
    zero = 3,             // remaining reached zero
    overdraft_limit = 4,  // remaining reached minus the overdraft limit
    power_limit = 5,      // too much power for too long
    metering_failed = 6,  // the front end gives nothing that can be counted
    leakage = 7,          // current flowed to earth
    switched_off_by_hand = 8,
    over_voltage = 9,
    under_voltage = 10,
    tampering = 11,        // of a kind that the parameters let open the supply
    credit_unproven = 12,  // the newest state was lost; an older one may show more credit
};

// Who or what gives cause for it.
enum class SetBy : std::uint8_t {
    production,
    closing_order,
    credit,            // the remaining energy, at a level
    load,              // the power that counts
    front_end,         // it gives nothing that can be counted
    residual_current,  // the test button makes some too
    off_button,
    voltage,
    tamper_watch,  // of a kind that the parameters name
    start,
};

enum class ClearedBy : std::uint8_t {
    opening_order,     // an order of kind opening that was accepted
    card,              // the meter's own card, newly inserted and proven genuine
    card_above_limit,  // the same, while remaining is above minus the overdraft limit
    card_after_wait,   // the same, once the wait after five openings in an hour is over
    itself,            // once what it stands for has been right for a minute
    reset_button,      // of the leakage protection, once the wait after five trips is over
    on_button,
    card_once_over,  // the meter's own card or a fitter's, once the tampering is over
    unseen_order,    // an order that was accepted and that the meter did not have
};

// What the display tells the customer to do.
enum class Advice : std::uint8_t {
    none,
    contact_office,
    insert_card,
    buy_energy,
    reduce_load_and_insert_card,
    wait_and_insert_card,
    press_reset_button,
    wait_and_press_reset_button,
    press_on_button,
    wait_for_voltage,
};
inline constexpr std::size_t advice_count = 10;

struct ReasonRule {
    Reason reason;
    std::string_view name;  // in JSON and logs
    SetBy set_by;
    ClearedBy cleared_by;
    Advice advice;
};

inline constexpr std::array<ReasonRule, 13> reason_rules{
    ReasonRule{Reason::not_opened, "not_opened", SetBy::production, ClearedBy::opening_order,
               Advice::contact_office},
    ReasonRule{Reason::account_closed, "account_closed", SetBy::closing_order,
               ClearedBy::opening_order, Advice::contact_office},
    ReasonRule{Reason::reminder, "reminder", SetBy::credit, ClearedBy::card, Advice::insert_card},
    ReasonRule{Reason::zero, "zero", SetBy::credit, ClearedBy::card_above_limit,
               Advice::buy_energy},
    ReasonRule{Reason::overdraft_limit, "overdraft_limit", SetBy::credit,
               ClearedBy::card_above_limit, Advice::buy_energy},
    ReasonRule{Reason::power_limit, "power_limit", SetBy::load, ClearedBy::card_after_wait,
               Advice::reduce_load_and_insert_card},
    ReasonRule{Reason::metering_failed, "metering_failed", SetBy::front_end, ClearedBy::itself,
               Advice::contact_office},
    ReasonRule{Reason::leakage, "leakage", SetBy::residual_current, ClearedBy::reset_button,
               Advice::press_reset_button},
    ReasonRule{Reason::switched_off_by_hand, "switched_off_by_hand", SetBy::off_button,
               ClearedBy::on_button, Advice::press_on_button},
    ReasonRule{Reason::over_voltage, "over_voltage", SetBy::voltage, ClearedBy::itself,
               Advice::wait_for_voltage},
    ReasonRule{Reason::under_voltage, "under_voltage", SetBy::voltage, ClearedBy::itself,
               Advice::wait_for_voltage},
    ReasonRule{Reason::tampering, "tampering", SetBy::tamper_watch, ClearedBy::card_once_over,
               Advice::contact_office},
    ReasonRule{Reason::credit_unproven, "credit_unproven", SetBy::start, ClearedBy::unseen_order,
               Advice::insert_card},
};

// The supply is closed if and only if this set is empty and the storage works (see meter/meter.h).
class Reasons {
 public:
    constexpr Reasons() = default;
    constexpr Reasons(std::initializer_list<Reason> reasons) {
        for (const Reason reason : reasons) {
            set(reason);
        }
    }
    // A stored set, or nothing where it holds a bit that no reason has.
    [[nodiscard]] static constexpr std::optional<Reasons> from_bits(std::uint16_t bits);

    constexpr void set(Reason reason) { bits_ = static_cast<std::uint16_t>(bits_ | bit(reason)); }
    constexpr void clear(Reason reason) {
        bits_ = static_cast<std::uint16_t>(bits_ & ~bit(reason));
    }

    [[nodiscard]] constexpr bool contains(Reason reason) const {
        return (bits_ & bit(reason)) != 0;
    }
    [[nodiscard]] constexpr bool is_empty() const { return bits_ == 0; }
    [[nodiscard]] constexpr std::uint16_t bits() const { return bits_; }

    constexpr bool operator==(const Reasons&) const = default;

 private:
    static constexpr unsigned bit(Reason reason) { return 1U << static_cast<unsigned>(reason); }

    std::uint16_t bits_ = 0;
};

constexpr std::optional<Reasons> Reasons::from_bits(std::uint16_t bits) {
    if (bits >> reason_rules.size() != 0) {
        return std::nullopt;
    }
    Reasons reasons;
    reasons.bits_ = bits;
    return reasons;
}

}  // namespace meter
