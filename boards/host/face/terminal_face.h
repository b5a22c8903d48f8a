// The meter's front on a terminal: display, lamps and switch. On a terminal it is drawn in place;
// in a pipe it becomes one line for each thing that happens.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "boards/host/control_answer.h"
#include "boards/host/home.h"
#include "meter/credit/parameters.h"

namespace boards {

class TerminalFace {
 public:
    using Clock = std::chrono::steady_clock;

    // Writes to `output`, which outlives it.
    TerminalFace(std::FILE* output, meter::Language language);

    // Shows the meter as it is now; where little has changed, not more often than ten times a
    // second.
    void refresh(const Home& home, const Pace& pace, Clock::time_point now);
    // When it wants to be refreshed although nothing happens.
    [[nodiscard]] std::optional<Clock::time_point> next_refresh() const { return next_; }
    // The last word.
    void close(const Home& home, const Pace& pace);

 private:
    void draw(const Home& home, const Pace& pace);
    void tell(const Home& home);
    void write(const std::string& text);

    std::FILE* output_;
    meter::Language language_;
    bool is_terminal_;
    std::optional<Clock::time_point> next_;
    std::uint64_t insertion_told_ = 0;
    std::uint32_t event_told_ = 0;
    std::int64_t pulses_ = 0;  // when it was drawn last: the lamp is lit where there are more
    bool drawn_ = false;
    std::string last_;  // what stands on the terminal, or was told last
};

}  // namespace boards
