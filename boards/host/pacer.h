// How fast meter time passes: how many steps are due by now.
#pragma once

#include <chrono>
#include <cstdint>

namespace boards {

class Pacer {
 public:
    using Clock = std::chrono::steady_clock;
    // What was missed for longer than this is not caught up with.
    static constexpr std::chrono::milliseconds longest_backlog{200};

    // `speed` steps of one second in each real second; 0 is as many as there is time for.
    void start(std::int64_t speed, Clock::time_point now);

    // Whether one more step is due; taking it is noted.
    [[nodiscard]] bool take_step(Clock::time_point now);
    // When the next step is due.
    [[nodiscard]] Clock::time_point next_step() const { return due_; }

 private:
    Clock::duration interval_{};
    Clock::time_point due_;
};

}  // namespace boards
