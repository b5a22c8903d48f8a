#include "bench/reading_json.h"

#include <array>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

namespace bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<meter::Channel, const char*>, meter::channel_count> channels{
    {{meter::Channel::voltage, "voltage"},
     {meter::Channel::phase_current, "phase_current"},
     {meter::Channel::neutral_current, "neutral_current"},
     {meter::Channel::residual_current, "residual_current"}}};

constexpr std::array<std::pair<meter::Condition, const char*>, 6> conditions{
    {{meter::Condition::no_mains, "no_mains"},
     {meter::Condition::frequency_step, "frequency_step"},
     {meter::Condition::irregular, "irregular"},
     {meter::Condition::samples_lost, "samples_lost"},
     {meter::Condition::samples_dropped, "samples_dropped"},
     {meter::Condition::counter_restarted, "counter_restarted"}}};

constexpr std::array<std::pair<meter::Condition, const char*>, 3> channel_conditions{
    {{meter::Condition::clipped, "clipped"},
     {meter::Condition::silent, "silent"},
     {meter::Condition::direct_part, "direct_part"}}};

// Only voltage and phase current are in a recording.
Json json_of(meter::ConditionSet set) {
    Json names = Json::array();
    for (const auto& [condition, name] : conditions) {
        if (set.has(condition)) {
            names.push_back(name);
        }
    }
    for (const auto& [condition, name] : channel_conditions) {
        for (const auto& [channel, channel_name] : {channels[0], channels[1]}) {
            if (set.has(condition, channel)) {
                names.push_back(std::string{channel_name} + "_" + name);
            }
        }
    }
    return names;
}

template <typename Quantity>
Json harmonics_of(const std::array<Quantity, meter::harmonic_count>& values, std::size_t highest) {
    Json array = Json::array();
    for (const Quantity& value : std::span{values}.first(highest)) {
        array.push_back(static_cast<double>(value.count()) * 1e-6);
    }
    return array;
}

}  // namespace

std::string to_json(const RecordingReading& reading) {
    const auto ratio = [](meter::PartsPerMillion value) {
        return static_cast<double>(value.count()) * 1e-6;
    };
    const Json json{
        {"seconds", reading.seconds},
        {"voltage_rms_volts", reading.voltage_rms},
        {"current_rms_amperes", reading.current_rms},
        {"active_watts", reading.active_watts},
        {"reactive_fundamental_vars", reading.reactive_vars},
        {"apparent_volt_amperes", reading.apparent_volt_amperes},
        {"power_factor", reading.power_factor},
        {"frequency_hertz", reading.frequency_hertz ? Json(*reading.frequency_hertz) : Json()},
        {"imported_watt_hours", reading.imported_watt_hours},
        {"exported_watt_hours", reading.exported_watt_hours},
        {"voltage_distortion", ratio(reading.harmonics.voltage_distortion)},
        {"current_distortion", ratio(reading.harmonics.current_distortion)},
        {"voltage_harmonics_volts",
         harmonics_of(reading.harmonics.voltage, reading.harmonics.highest)},
        {"current_harmonics_amperes",
         harmonics_of(reading.harmonics.current, reading.harmonics.highest)},
        {"values_at_format_limit", reading.at_format_limit},
        {"conditions", json_of(reading.conditions)}};
    return json.dump(1);
}

std::string to_json(const meter::Calibration& calibration) {
    Json json{{"version", meter::calibration_version}};
    for (const auto& [channel, name] : channels) {
        const meter::ChannelCalibration& constants = calibration[channel];
        json[name] = {{"gain", constants.gain},
                      {"gain_factor",
                       static_cast<double>(constants.gain) / meter::ChannelCalibration::unity_gain},
                      {"offset_codes", constants.offset},
                      {"delay_nanoseconds", constants.delay_nanoseconds},
                      {"noise", constants.noise}};
    }
    return json.dump(1);
}

}  // namespace bench
