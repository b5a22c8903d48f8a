#include "meter/metrology/input_watch.h"

#include <algorithm>
#include <utility>

#include "meter/metrology/units.h"

namespace meter {
namespace {

constexpr int code_bits = 23;

// Half of the square of half a code, above which a live channel's noise is. The residual channel is
// watched by whether its samples change, and keeps its DC.
std::int64_t silence(std::uint32_t full_scale, int unit_bits) {
    const std::int64_t half_a_code_in_16ths =
        (std::int64_t{full_scale} << (unit_bits + 4)) >> (code_bits + 1);
    return std::max<std::int64_t>(half_a_code_in_16ths * half_a_code_in_16ths / 512, 1);
}

// A sixteenth of full scale.
std::int32_t direct_limit(std::uint32_t full_scale, int unit_bits) {
    return static_cast<std::int32_t>((std::int64_t{full_scale} << unit_bits) / 16);
}

constexpr std::int64_t step_millihertz = 500;
constexpr std::int64_t lowest_millihertz = 43'000;
constexpr std::int64_t highest_millihertz = 67'000;

constexpr std::array<Channel, channel_count> all_channels{
    Channel::voltage, Channel::phase_current, Channel::neutral_current, Channel::residual_current};

}  // namespace

InputWatch::InputWatch(const FullScale& full_scale)
    : silent_below_{silence(full_scale.voltage_volts, voltage_unit_bits),
                    silence(full_scale.current_amperes, current_unit_bits),
                    silence(full_scale.current_amperes, current_unit_bits), 1},
      largest_direct_{direct_limit(full_scale.voltage_volts, voltage_unit_bits),
                      direct_limit(full_scale.current_amperes, current_unit_bits),
                      direct_limit(full_scale.current_amperes, current_unit_bits),
                      direct_limit(full_scale.residual_amperes, current_unit_bits)} {}

ConditionSet InputWatch::conditions_of(const BlockObservation& block) const {
    ConditionSet found;
    for (std::size_t i = 0; i < channel_count; ++i) {
        const Channel channel = all_channels[i];
        if (block.clipped[i] > 0) {
            found.add(Condition::clipped, channel);
        }
        if (block.mean_square[i] < silent_below_[i]) {
            found.add(Condition::silent, channel);
        }
        if (block.direct[i] > largest_direct_[i] || block.direct[i] < -largest_direct_[i]) {
            found.add(Condition::direct_part, channel);
        }
    }
    if (block.crossings == 0) {
        found.add(Condition::no_mains);
    }
    const std::int64_t step = block.frequency_millihertz - last_frequency_;
    if (block.frequency_millihertz > 0 && last_frequency_ > 0 &&
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
    if (block.restarts > 0) {
        found.add(Condition::counter_restarted);
    }
    return found;
}

void InputWatch::judge(const BlockObservation& block, std::uint64_t sample) {
    const ConditionSet found = conditions_of(block);
    last_frequency_ = block.frequency_millihertz;
    const auto compare = [&](Condition condition, Channel channel, std::uint32_t sets) {
        const bool is = found.has(condition, channel);
        if (is != conditions_.has(condition, channel) &&
            !events_.try_push_back({condition, channel, is, sample, is ? sets : 0})) {
            ++not_kept_;
        }
    };
    for (const Channel channel : all_channels) {
        compare(Condition::clipped, channel, 0);
        compare(Condition::silent, channel, 0);
        compare(Condition::direct_part, channel, 0);
    }
    compare(Condition::no_mains, Channel::voltage, 0);
    compare(Condition::frequency_step, Channel::voltage, 0);
    compare(Condition::irregular, Channel::voltage, 0);
    compare(Condition::samples_lost, Channel::voltage, block.lost);
    compare(Condition::samples_dropped, Channel::voltage, block.dropped);
    compare(Condition::counter_restarted, Channel::voltage, block.restarts);
    conditions_ = found;
}

InputWatch::Events InputWatch::take_events() {
    return std::exchange(events_, Events{});
}

}  // namespace meter
