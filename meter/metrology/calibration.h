// What production found out about one meter's converter and sensors, and its record.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "meter/metrology/sample_set.h"

namespace meter {

struct ChannelCalibration {
    static constexpr std::uint32_t unity_gain = 1U << 30;
    static constexpr std::uint32_t smallest_gain = unity_gain / 8 * 7;
    static constexpr std::uint32_t largest_gain = unity_gain / 8 * 9;
    static constexpr std::int32_t largest_offset = 1 << 20;  // codes: one eighth of full scale
    static constexpr std::int32_t largest_delay_nanoseconds = 125'000;  // two samples at 16 kHz
    static constexpr std::uint32_t largest_noise = 1U << 30;  // the square of 4 V or of 0.125 A

    std::uint32_t gain = unity_gain;     // what the nominal gain is multiplied by, in 2^-30
    std::int32_t offset = 0;             // codes that the converter gives for no input
    std::int32_t delay_nanoseconds = 0;  // what brings a current in step with the voltage
    // The mean square of what the channel shows without input, in its own unit squared (2^-26 V^2,
    // 2^-36 A^2): subtracted from every mean square before its root is taken.
    std::uint32_t noise = 0;

    bool operator==(const ChannelCalibration&) const = default;
};

struct Calibration {
    std::array<ChannelCalibration, channel_count> channels{};

    [[nodiscard]] const ChannelCalibration& operator[](Channel channel) const {
        return channels[static_cast<std::size_t>(channel)];
    }
    [[nodiscard]] ChannelCalibration& operator[](Channel channel) {
        return channels[static_cast<std::size_t>(channel)];
    }
    bool operator==(const Calibration&) const = default;
};

enum class CalibrationError : std::uint8_t {
    wrong_size,
    unknown_version,
    checksum_differs,
    gain_out_of_range,
    offset_out_of_range,
    delay_out_of_range,  // also any delay of the voltage or residual channel: nothing applies it
    noise_out_of_range,
};

// Whether `SampleChain` may use it; its ranges are proven for what passes here.
[[nodiscard]] std::expected<void, CalibrationError> validate(const Calibration& calibration);

// The record, version 1, big endian: version 1 | zeros 3 | four channels of gain 4, offset 4, delay
// 4, noise 4 | CRC-32C of all before 4.
inline constexpr std::uint8_t calibration_version = 1;
inline constexpr std::size_t calibration_bytes = 4 + 16 * channel_count + 4;
using CalibrationRecord = std::array<std::uint8_t, calibration_bytes>;

[[nodiscard]] CalibrationRecord encode(const Calibration& calibration);

// Refused as a whole unless every value is in range.
[[nodiscard]] std::expected<Calibration, CalibrationError> decode_calibration(
    std::span<const std::uint8_t> record);

}  // namespace meter
