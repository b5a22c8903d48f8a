// What the meter takes for tampering: one table with the time within which each kind is noticed.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace meter {

// The number is the bit in the parameters (docs/formats/card.md) and the place in the stored state;
// it never changes its meaning.
enum class TamperKind : std::uint8_t {
    reversed_current = 0,         // active power flows to the grid although export is not allowed
    currents_differ = 1,          // a load draws by a way round one of both currents
    current_without_voltage = 2,  // a load draws although the meter sees no voltage
    cover_opened = 3,
    strong_magnet = 4,
    clock_set_back = 5,     // found at a start
    wrong_cryptograms = 6,  // a card guesses: three in one insertion
    frequent_starts = 7,    // more than five a day without a record of failing power
};

inline constexpr std::size_t tamper_kind_count = 8;
// The first of them last; the others are moments.
inline constexpr std::size_t lasting_tamper_count = 5;

struct TamperRule {
    TamperKind kind;
    std::string_view name;               // in JSON and logs
    std::chrono::seconds noticed_after;  // shorter times add up; 0 for a moment
    std::chrono::seconds over_after;     // so long without it and without a break
};

inline constexpr std::array<TamperRule, tamper_kind_count> tamper_rules{
    TamperRule{TamperKind::reversed_current, "reversed_current", std::chrono::seconds{10},
               std::chrono::seconds{60}},
    TamperRule{TamperKind::currents_differ, "currents_differ", std::chrono::seconds{10},
               std::chrono::seconds{60}},
    TamperRule{TamperKind::current_without_voltage, "current_without_voltage",
               std::chrono::seconds{2}, std::chrono::seconds{2}},
    TamperRule{TamperKind::cover_opened, "cover_opened", std::chrono::seconds{1},
               std::chrono::seconds{1}},
    TamperRule{TamperKind::strong_magnet, "strong_magnet", std::chrono::seconds{1},
               std::chrono::seconds{10}},
    TamperRule{TamperKind::clock_set_back, "clock_set_back", {}, {}},
    TamperRule{TamperKind::wrong_cryptograms, "wrong_cryptograms", {}, {}},
    TamperRule{TamperKind::frequent_starts, "frequent_starts", {}, {}},
};

[[nodiscard]] constexpr const TamperRule& rule_of(TamperKind kind) {
    return tamper_rules[static_cast<std::size_t>(kind)];
}

// A set of kinds, as parameters and the stored state hold it.
class TamperKinds {
 public:
    constexpr TamperKinds() = default;
    constexpr explicit TamperKinds(std::uint8_t bits) : bits_{bits} {}

    constexpr void set(TamperKind kind, bool is_in) {
        bits_ = static_cast<std::uint8_t>(is_in ? bits_ | bit(kind) : bits_ & ~bit(kind));
    }
    [[nodiscard]] constexpr bool contains(TamperKind kind) const {
        return (bits_ & bit(kind)) != 0;
    }
    [[nodiscard]] constexpr bool is_empty() const { return bits_ == 0; }
    [[nodiscard]] constexpr std::uint8_t bits() const { return bits_; }

    constexpr bool operator==(const TamperKinds&) const = default;

 private:
    static constexpr unsigned bit(TamperKind kind) { return 1U << static_cast<unsigned>(kind); }

    std::uint8_t bits_ = 0;
};

}  // namespace meter
