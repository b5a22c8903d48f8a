// A condition that is believed once it has held long enough, and over once it has been away long
// enough: one that flickers begins and ends once.
#pragma once

#include <algorithm>
#include <chrono>

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
            other_for_ = {};
            return holds_;
        }
        const auto needed = holds_ ? over_after : believed_after;
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
    bool holds_ = false;
    std::chrono::milliseconds other_for_{0};  // seen otherwise without a break
};

}  // namespace meter
