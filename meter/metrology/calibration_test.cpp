#include "meter/metrology/calibration.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace meter {
namespace {

Calibration some_calibration() {
    Calibration calibration;
    calibration[Channel::voltage] = {1'020'000'000, -1234, 0, 4000};
    calibration[Channel::phase_current] = {1'130'000'000, 167'772, -55'556, 330};
    calibration[Channel::neutral_current] = {1'000'000'000, 5, 125'000, 331};
    calibration[Channel::residual_current] = {1'073'741'824, -7, 0, 12};
    return calibration;
}

TEST(Calibration, comes_back_from_its_record) {
    const auto decoded = decode_calibration(encode(some_calibration()));

    ASSERT_TRUE(decoded);
    EXPECT_EQ(*decoded, some_calibration());
}

TEST(Calibration, refuses_a_record_with_any_bit_changed) {
    const CalibrationRecord record = encode(some_calibration());
    for (std::size_t bit = 0; bit < 8 * record.size(); ++bit) {
        CalibrationRecord changed = record;
        changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << (bit % 8)));
        EXPECT_FALSE(decode_calibration(changed)) << bit;
    }
}

TEST(Calibration, refuses_another_size_or_version) {
    CalibrationRecord record = encode(some_calibration());
    EXPECT_EQ(decode_calibration(std::span{record}.first(record.size() - 1)),
              std::unexpected{CalibrationError::wrong_size});
    record[0] = 2;
    EXPECT_EQ(decode_calibration(record), std::unexpected{CalibrationError::unknown_version});
}

TEST(Calibration, refuses_values_beyond_the_proven_ranges) {
    Calibration gain;
    gain[Channel::phase_current].gain = ChannelCalibration::largest_gain + 1;
    EXPECT_EQ(decode_calibration(encode(gain)),
              std::unexpected{CalibrationError::gain_out_of_range});

    Calibration offset;
    offset[Channel::residual_current].offset = -ChannelCalibration::largest_offset - 1;
    EXPECT_EQ(decode_calibration(encode(offset)),
              std::unexpected{CalibrationError::offset_out_of_range});

    Calibration delay;
    delay[Channel::voltage].delay_nanoseconds = 1;
    EXPECT_EQ(decode_calibration(encode(delay)),
              std::unexpected{CalibrationError::delay_out_of_range});

    Calibration noise;
    noise[Channel::neutral_current].noise = ChannelCalibration::largest_noise + 1;
    EXPECT_EQ(decode_calibration(encode(noise)),
              std::unexpected{CalibrationError::noise_out_of_range});
}

}  // namespace
}  // namespace meter
