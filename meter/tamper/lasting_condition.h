// A condition that is believed once it has held long enough, and over once it has been away long
// enough without a break: one that flickers begins and ends once. What is seen for less than its
// time adds up and is forgotten at an eighth of the rate: a hand that breaks it off in time again
// and again is noticed where it has it for more than a ninth of the time.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ratio>

namespace meter {

class LastingCondition {
 public:
    constexpr LastingCondition() = default;
    // Goes on as it was left.
    constexpr explicit LastingCondition(bool holds) : holds_{holds} {}

    // Takes what is seen for `elapsed`; gives whether the condition holds now.
    constexpr bool watch(bool is_seen, std::chrono::milliseconds elapsed,
                         std::chrono::milliseconds believed_after,
                         std::chrono::milliseconds over_after) {
        if (is_seen == holds_) {
            other_for_ = holds_ ? Eighths{} : std::max(other_for_ - forgotten_in(elapsed), {});
            return holds_;
        }
        const Eighths needed = holds_ ? over_after : believed_after;
        other_for_ = std::min(other_for_ + elapsed, needed);
        if (other_for_ == needed) {
            holds_ = is_seen;
            other_for_ = {};
        }
        return holds_;
    }
    [[nodiscard]] constexpr bool holds() const { return holds_; }

    constexpr bool operator==(const LastingCondition&) const = default;

 private:
    using Eighths = std::chrono::duration<std::int64_t, std::ratio<1, 8'000>>;  // of milliseconds

    static constexpr Eighths forgotten_in(std::chrono::milliseconds elapsed) {
        return Eighths{elapsed.count()};
    }

    bool holds_ = false;
    Eighths other_for_{0};  // seen otherwise, less what is forgotten of it
};

}  // namespace meter
