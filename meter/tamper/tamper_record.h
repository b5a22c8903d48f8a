// What the meter keeps of tampering: of each kind how often, when last, and what it counted.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "base/quantity.h"
#include "base/rounding.h"
#include "meter/tamper/tamper_kind.h"
#include "meter/tamper/tamper_watch.h"

namespace meter {

// A register that carries no credit. Only whole steps of it change what else is stored, so that one
// that runs for years wears no memory out: 30 kWh a day are 60 commits of the whole state. What is
// beyond them is stored beside the energy, or may be lost with the power where it is not.
class SteppedRegister {
 public:
    static constexpr base::Millijoules step = base::millijoules(base::WattHours{500});

    constexpr SteppedRegister() = default;
    // `beyond` is what it has counted since.
    constexpr explicit SteppedRegister(base::Millijoules stored, base::Millijoules beyond = {})
        : stored_{stored}, pending_microjoules_{beyond.count() * microjoules_per_millijoule} {}

    // Adds `power`, not negative, held for `elapsed`.
    constexpr void add(base::Milliwatts power, std::chrono::milliseconds elapsed) {
        pending_microjoules_ += power.count() * elapsed.count();
        if (pending_microjoules_ >= step.count() * microjoules_per_millijoule) {
            settle();
        }
    }
    // Makes all whole millijoules stored, where something has ended.
    constexpr void settle() {
        stored_ = total();
        pending_microjoules_ %= microjoules_per_millijoule;
    }

    [[nodiscard]] constexpr base::Millijoules total() const {
        return stored_ + base::Millijoules{pending_microjoules_ / microjoules_per_millijoule};
    }
    [[nodiscard]] constexpr base::Millijoules stored() const { return stored_; }

    constexpr bool operator==(const SteppedRegister&) const = default;

 private:
    static constexpr std::int64_t microjoules_per_millijoule = 1000;

    base::Millijoules stored_{};
    std::int64_t pending_microjoules_ = 0;  // below a step between calls
};

// The last occurrence of a kind. Of a lasting one that holds, `ended` is its begin and `energy` 0.
struct TamperRecord {
    std::uint16_t times = 0;  // ever, at most 65535
    std::chrono::sys_seconds began{};
    std::chrono::sys_seconds ended{};
    base::Millijoules consumed_at_begin{};  // the consumed total then
    base::Millijoules energy{};             // consumed while it lasted
    SteppedRegister instead;                // of what was counted, what the measured had not shown

    bool operator==(const TamperRecord&) const = default;
};

struct TamperState {
    std::array<TamperRecord, tamper_kind_count> records{};
    TamperKinds active;               // the lasting kinds that hold
    SteppedRegister without_voltage;  // energy at nominal voltage while none was seen
    SteppedRegister exported;         // to the grid, where that is allowed; never credit

    TamperWatch watch;  // begun anew after a power cut, with what was active

    // Starts without a record of failing power before them, on the day of the last one.
    std::uint16_t start_day = 0;
    std::uint8_t starts = 0;  // at most 255

    [[nodiscard]] const TamperRecord& record(TamperKind kind) const {
        return records[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] TamperRecord& record(TamperKind kind) {
        return records[static_cast<std::size_t>(kind)];
    }

    bool operator==(const TamperState&) const = default;
};

// The day that `now` lies in.
[[nodiscard]] std::uint16_t day_of(std::chrono::sys_seconds now);

}  // namespace meter
