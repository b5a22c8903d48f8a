// A meter in its home: the load flows through the meter's switch, second by second, and every
// second of it is measured. Without mains the meter's reserve carries it for ten seconds; then it
// is dark until they are back, and only the latch on its clock's battery sees cover and magnet.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/quantity.h"
#include "boards/host/host_board.h"
#include "boards/host/load.h"
#include "boards/host/meter_power.h"
#include "meter/meter.h"

namespace boards {

struct Interval {
    std::chrono::sys_seconds from{};
    std::chrono::sys_seconds until{};
};

// How an insertion ended and what the display shows after it.
struct InsertionRecord {
    std::uint64_t number = 0;  // of the insertions of this process, from 1
    meter::InsertionResult result = meter::InsertionResult::credited;
    meter::InsertionPages pages;
};

// What people do at the meter and in the home, until they do otherwise.
struct Surroundings {
    meter::Inputs inputs;                     // a button among them is one press, let go by itself
    base::Milliwatts load{};                  // on top of what the home draws
    bool has_mains = true;                    // the street gives power
    std::optional<base::Millivolts> voltage;  // of the mains, instead of the load's own
    base::Milliamperes leakage{};             // from the home to earth
};

class Home {
 public:
    static constexpr std::chrono::seconds step_time{1};

    // Begins at `clock`, or at the meter's stored time where that is later. `board` must outlive
    // it.
    Home(HostBoard& board, std::chrono::sys_seconds clock, Load load);

    // Lets one second pass, in several steps of the meter at high power and where its protection
    // may have to open.
    void step();
    // Hands the meter what happened at its slot.
    void handle(const SlotEvent& event);
    void add_load(base::Milliwatts power, std::chrono::seconds duration);
    [[nodiscard]] Surroundings& surroundings() { return surroundings_; }
    [[nodiscard]] const Surroundings& surroundings() const { return surroundings_; }
    // Commits all that is not committed yet, and that the end was announced.
    void save();

    // The meter has no power: its display is dark and its slot dead, its state as it was left.
    [[nodiscard]] bool is_dark() const { return is_dark_; }
    [[nodiscard]] const meter::State& state() const { return meter_->state(); }
    [[nodiscard]] card::MeterId id() const { return meter_->id(); }
    [[nodiscard]] meter::Frame frame() const {
        return is_dark() ? meter::Frame{} : meter_->frame();
    }
    // What of it is lit.
    [[nodiscard]] meter::Segments segments() const {
        return is_dark() ? meter::Segments{} : meter::segments_of(frame());
    }
    [[nodiscard]] MeterPower meter_power() const;
    [[nodiscard]] bool can_store() const { return meter_->can_store(); }
    [[nodiscard]] bool is_serving_a_card() const { return meter_->is_serving_a_card(); }
    [[nodiscard]] std::chrono::sys_seconds now() const {
        return is_dark() ? board_.clock.seconds() : meter_->state().seconds();
    }
    // What flows through the switch now.
    [[nodiscard]] base::Milliwatts power() const { return measured_.power; }
    // What the meter measured last.
    [[nodiscard]] const meter::Measurement& measured() const { return measured_; }
    [[nodiscard]] const meter::OwnDigests& own_digests() const { return meter_->own_digests(); }
    // What the meter itself takes, over its last minute.
    [[nodiscard]] const meter::OwnConsumption& own_consumption() const {
        return meter_->own_consumption();
    }
    // How often the pulse lamp has blinked: so often a kilowatt-hour as the parameters say.
    [[nodiscard]] std::int64_t pulses() const;
    [[nodiscard]] const Load& load() const { return load_; }
    [[nodiscard]] std::chrono::seconds played() const { return played_; }
    // When the supply was closed, and when open, since the start; the last one ends now.
    [[nodiscard]] std::vector<Interval> closed_intervals() const;
    [[nodiscard]] std::vector<Interval> open_intervals() const;
    [[nodiscard]] bool supply_is_closed() const { return board_.supply_switch.is_closed; }
    // The insertion that ended last, or nothing.
    [[nodiscard]] const std::optional<InsertionRecord>& last_insertion() const {
        return last_insertion_;
    }

 private:
    void go_dark();
    void stay_dark();  // for a second
    // False where there are no mains yet, or where the meter's memory cannot be read.
    [[nodiscard]] bool come_back();
    [[nodiscard]] base::Millivolts mains_voltage();
    [[nodiscard]] meter::Measurement measure();
    [[nodiscard]] meter::Inputs read_inputs();
    void note_switch();
    [[nodiscard]] std::chrono::milliseconds protected_step(const meter::Measurement& measured,
                                                           const meter::Inputs& inputs) const;
    // Lets at most `left` pass. Returns what did.
    std::chrono::milliseconds step_once(const meter::Inputs& inputs,
                                        std::chrono::milliseconds left);
    // Keeps how the insertion ended that `was_serving` speaks of, if it has.
    void note_insertion(bool was_serving);

    HostBoard& board_;
    std::optional<meter::Meter<HostBoard>> meter_;  // always there; anew where power comes back
    Load load_;
    std::chrono::seconds played_{0};
    std::chrono::seconds without_mains_{0};  // at most the reserve
    bool is_dark_ = false;
    Surroundings surroundings_;
    meter::Inputs buttons_down_;  // in the last step
    meter::Measurement measured_;
    std::chrono::sys_seconds start_;
    std::vector<std::chrono::sys_seconds> changes_;  // closed first, then open, and so on
    std::optional<InsertionRecord> last_insertion_;
};

}  // namespace boards
