#include "meter/metrology/calibration.h"

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/crc32c.h"

namespace meter {

std::expected<void, CalibrationError> validate(const Calibration& calibration) {
    for (const Channel channel : {Channel::voltage, Channel::phase_current,
                                  Channel::neutral_current, Channel::residual_current}) {
        const ChannelCalibration& constants = calibration[channel];
        if (constants.gain < ChannelCalibration::smallest_gain ||
            constants.gain > ChannelCalibration::largest_gain) {
            return std::unexpected{CalibrationError::gain_out_of_range};
        }
        if (constants.offset < -ChannelCalibration::largest_offset ||
            constants.offset > ChannelCalibration::largest_offset) {
            return std::unexpected{CalibrationError::offset_out_of_range};
        }
        const bool delayed =
            channel == Channel::phase_current || channel == Channel::neutral_current;
        const std::int32_t limit = delayed ? ChannelCalibration::largest_delay_nanoseconds : 0;
        if (constants.delay_nanoseconds < -limit || constants.delay_nanoseconds > limit) {
            return std::unexpected{CalibrationError::delay_out_of_range};
        }
        if (constants.noise > ChannelCalibration::largest_noise) {
            return std::unexpected{CalibrationError::noise_out_of_range};
        }
    }
    return {};
}

CalibrationRecord encode(const Calibration& calibration) {
    CalibrationRecord record{};
    base::ByteWriter writer{record};
    writer.u8(calibration_version).zeros(3);
    for (const ChannelCalibration& constants : calibration.channels) {
        writer.u32(constants.gain)
            .signed_of(constants.offset, 4)
            .signed_of(constants.delay_nanoseconds, 4)
            .u32(constants.noise);
    }
    writer.u32(base::crc32c(writer.written()));
    return record;
}

std::expected<Calibration, CalibrationError> decode_calibration(
    std::span<const std::uint8_t> record) {
    if (record.size() != calibration_bytes) {
        return std::unexpected{CalibrationError::wrong_size};
    }
    base::ByteReader reader{record};
    if (reader.u8() != calibration_version) {
        return std::unexpected{CalibrationError::unknown_version};
    }
    reader.bytes(3);
    Calibration calibration;
    for (ChannelCalibration& constants : calibration.channels) {
        constants.gain = reader.u32();
        constants.offset = static_cast<std::int32_t>(reader.signed_of(4));
        constants.delay_nanoseconds = static_cast<std::int32_t>(reader.signed_of(4));
        constants.noise = reader.u32();
    }
    if (reader.u32() != base::crc32c(record.first(calibration_bytes - 4))) {
        return std::unexpected{CalibrationError::checksum_differs};
    }
    if (const auto valid = validate(calibration); !valid) {
        return std::unexpected{valid.error()};
    }
    return calibration;
}

}  // namespace meter
