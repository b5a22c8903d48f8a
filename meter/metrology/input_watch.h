// What is wrong with the input: flags that hold while it lasts, an event where each begins and
// ends.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/fixed_vector.h"
#include "meter/metrology/half_cycle.h"
#include "meter/metrology/sample_set.h"

namespace meter {

// The first three are of one channel, the others of the whole input.
enum class Condition : std::uint8_t {
    clipped,           // at the converter's limit: energy is too small
    silent,            // one and the same value: stuck, missing, or all zeros
    direct_part,       // more than a sixteenth of full scale of DC
    no_mains,          // no crossing in ten cycles: the last period goes on
    frequency_step,    // more than half a hertz from one block to the next
    irregular,         // half cycles differ by a quarter, or no mains has the frequency: noise
    samples_lost,      // the counter jumped forward; what flowed meanwhile is not counted
    samples_dropped,   // the counter stood or went back; such sets are not counted twice
    counter_restarted  // it jumped by more than a second or stood as long: sets count as they come
};
inline constexpr std::size_t channel_condition_count = 3;

// A set of conditions, those of channels for each channel.
class ConditionSet {
 public:
    void add(Condition condition, Channel channel = Channel::voltage) {
        bits_ |= bit(condition, channel);
    }
    [[nodiscard]] bool has(Condition condition, Channel channel = Channel::voltage) const {
        return (bits_ & bit(condition, channel)) != 0;
    }
    void add(ConditionSet more) { bits_ |= more.bits_; }
    [[nodiscard]] bool is_empty() const { return bits_ == 0; }
    [[nodiscard]] std::uint32_t bits() const { return bits_; }

    bool operator==(const ConditionSet&) const = default;

 private:
    static constexpr std::uint32_t bit(Condition condition, Channel channel) {
        const auto number = static_cast<unsigned>(condition);
        constexpr unsigned of_channels = channel_condition_count * channel_count;
        return 1U << (number < channel_condition_count
                          ? channel_count * number + static_cast<unsigned>(channel)
                          : of_channels + number - channel_condition_count);
    }

    std::uint32_t bits_ = 0;
};

struct InputEvent {
    Condition condition = Condition::clipped;
    Channel channel = Channel::voltage;  // where the condition is of one
    bool began = true;                   // or ended
    std::uint64_t at_sample = 0;
    std::uint32_t sets = 0;  // lost, dropped or taken against the counter since the last block

    bool operator==(const InputEvent&) const = default;
};

// What a block of ten cycles showed.
struct BlockObservation {
    std::array<std::uint32_t, channel_count> clipped{};
    // Mean squares without DC, in the channel's unit; of the residual channel whether it changed.
    std::array<std::int64_t, channel_count> mean_square{};
    std::array<std::int32_t, channel_count> direct{};  // units
    std::uint32_t crossings = 0;
    Q16 shortest_half = 0;  // of the half cycles that ended at a crossing
    Q16 longest_half = 0;
    std::int64_t frequency_millihertz = 0;  // zero: unknown
    std::uint32_t lost = 0;
    std::uint32_t dropped = 0;
    std::uint32_t restarts = 0;
};

class InputWatch {
 public:
    static constexpr std::size_t largest_events = 24;
    using Events = base::FixedVector<InputEvent, largest_events>;

    explicit InputWatch(const FullScale& full_scale);

    // Judges one block; the flags hold until the next. More events than there is room for are
    // counted, not kept.
    void judge(const BlockObservation& block, std::uint64_t sample);

    [[nodiscard]] ConditionSet conditions() const { return conditions_; }
    [[nodiscard]] std::uint32_t events_not_kept() const { return not_kept_; }
    // What happened since the last call.
    [[nodiscard]] Events take_events();

 private:
    [[nodiscard]] ConditionSet conditions_of(const BlockObservation& block) const;

    // In the channel's unit: a mean square below which it is silent, the largest direct part.
    std::array<std::int64_t, channel_count> silent_below_{};
    std::array<std::int32_t, channel_count> largest_direct_{};
    ConditionSet conditions_;
    Events events_;
    std::uint32_t not_kept_ = 0;
    std::int64_t last_frequency_ = 0;
};

}  // namespace meter
