#include "meter/metrology/input_watch.h"

#include <utility>

#include "meter/metrology/units.h"

namespace meter {
namespace {

// A converter code is 0.6 units of voltage and 6 units of current: a live channel, whose noise is
// never below half a code, shows more than this.
constexpr std::array<std::int64_t, channel_count> silent_below{1, 4, 4, 1};

// A sixteenth of 600 V and of 200 A.
constexpr std::int32_t direct_volts = (600 << voltage_unit_bits) / 16;
constexpr std::int32_t direct_amperes = (200 << current_unit_bits) / 16;
constexpr std::array<std::int32_t, channel_count> direct_limits{direct_volts, direct_amperes,
                                                                direct_amperes, direct_amperes};

constexpr std::int64_t step_millihertz = 500;
constexpr std::int64_t lowest_millihertz = 43'000;
constexpr std::int64_t highest_millihertz = 67'000;

constexpr std::array<Channel, channel_count> all_channels{
    Channel::voltage, Channel::phase_current, Channel::neutral_current, Channel::residual_current};

ConditionSet conditions_of(const BlockObservation& block, std::int64_t last_frequency) {
    ConditionSet found;
    for (std::size_t i = 0; i < channel_count; ++i) {
        const Channel channel = all_channels[i];
        if (block.clipped[i] > 0) {
            found.add(Condition::clipped, channel);
        }
        if (block.mean_square[i] < silent_below[i]) {
            found.add(Condition::silent, channel);
        }
        if (block.direct[i] > direct_limits[i] || block.direct[i] < -direct_limits[i]) {
            found.add(Condition::direct_part, channel);
        }
    }
    if (block.crossings == 0) {
        found.add(Condition::no_mains);
    }
    const std::int64_t step = block.frequency_millihertz - last_frequency;
    if (block.frequency_millihertz > 0 && last_frequency > 0 &&
        (step > step_millihertz || step < -step_millihertz)) {
        found.add(Condition::frequency_step);
    }
    const bool out_of_range =
        block.frequency_millihertz > 0 && (block.frequency_millihertz < lowest_millihertz ||
                                           block.frequency_millihertz > highest_millihertz);
    if (out_of_range || block.longest_half - block.shortest_half > block.longest_half / 4) {
        found.add(Condition::irregular);
    }
    if (block.lost > 0) {
        found.add(Condition::samples_lost);
    }
    if (block.dropped > 0) {
        found.add(Condition::samples_dropped);
    }
    return found;
}

}  // namespace

void InputWatch::judge(const BlockObservation& block, std::uint64_t sample) {
    const ConditionSet found = conditions_of(block, last_frequency_);
    last_frequency_ = block.frequency_millihertz;
    for (std::uint8_t number = 0; number <= std::to_underlying(Condition::samples_dropped);
         ++number) {
        const auto condition = static_cast<Condition>(number);
        for (const Channel channel : all_channels) {
            const bool is = found.has(condition, channel);
            if (is == conditions_.has(condition, channel)) {
                continue;
            }
            InputEvent event{condition, channel, is, sample, 0};
            if (is && condition == Condition::samples_lost) {
                event.sets = block.lost;
            } else if (is && condition == Condition::samples_dropped) {
                event.sets = block.dropped;
            }
            if (!events_.try_push_back(event)) {
                ++not_kept_;
            }
        }
    }
    conditions_ = found;
}

InputWatch::Events InputWatch::take_events() {
    return std::exchange(events_, Events{});
}

}  // namespace meter
