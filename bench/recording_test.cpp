#include "bench/recording.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numbers>
#include <string>

#include "bench/recording_reading.h"
#include "bench/resampler.h"

namespace bench {
namespace {

// A file of its own for each test, gone with it.
class TemporaryFile {
 public:
    TemporaryFile()
        : path_{std::filesystem::temp_directory_path() /
                (std::string{"recording_"} +
                 testing::UnitTest::GetInstance()->current_test_info()->name())} {}
    ~TemporaryFile() { std::filesystem::remove(path_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    void hold(const std::string& bytes) const { std::ofstream{path_, std::ios::binary} << bytes; }

 private:
    std::filesystem::path path_;
};

Recording sine_recording(int rate_hertz, double seconds) {
    Recording recording{rate_hertz, {}, {}};
    for (int n = 0; n < rate_hertz * seconds; ++n) {
        const double turn = 2 * std::numbers::pi * 50 * n / rate_hertz + 0.1;
        recording.volts.push_back(230 * std::numbers::sqrt2 * std::sin(turn));
        recording.amperes.push_back(5 * std::numbers::sqrt2 *
                                    std::sin(turn - std::numbers::pi / 3));
    }
    return recording;
}

TEST(Recording, is_read_to_two_hundredths_of_a_percent_in_each_format_and_rate) {
    const TemporaryFile file;
    for (const SampleFormat format : {SampleFormat::f32, SampleFormat::i16, SampleFormat::i24}) {
        for (const int rate : {8000, 10'000, 16'000}) {
            const double step = format == SampleFormat::i16 ? 32'000 : 8'000'000;
            const RecordingFormat how{format, rate, 600 / step, 10 / step};
            ASSERT_TRUE(write_recording(file.path(), sine_recording(rate, 1.5), how));
            const auto recording = read_recording(file.path(), how);
            ASSERT_TRUE(recording);
            const auto reading = read_by_meter(*recording, 1);
            ASSERT_TRUE(reading);
            EXPECT_NEAR(reading->active_watts, 575, 575 * 2e-4) << rate;
            EXPECT_NEAR(reading->reactive_vars, 995.929, 0.2) << rate;
            EXPECT_NEAR(reading->voltage_rms, 230, 0.023) << rate;
            ASSERT_TRUE(reading->frequency_hertz);
            EXPECT_NEAR(*reading->frequency_hertz, 50, 0.002) << rate;
        }
    }
}

TEST(Recording, refuses_what_is_no_recording) {
    const TemporaryFile file;
    const RecordingFormat format{SampleFormat::f32, 8000, 1, 1};
    EXPECT_EQ(read_recording(file.path(), format).error(), RecordingError::not_readable);
    file.hold("");
    EXPECT_EQ(read_recording(file.path(), format).error(), RecordingError::empty);
    file.hold("1234567");
    EXPECT_EQ(read_recording(file.path(), format).error(), RecordingError::not_whole);
    file.hold(std::string(8, '\xFF'));
    EXPECT_EQ(read_recording(file.path(), format).error(), RecordingError::not_finite);
    for (const int rate : {0, -8000, 999, 1'000'001}) {
        EXPECT_EQ(read_recording(file.path(), {SampleFormat::f32, rate, 1, 1}).error(),
                  RecordingError::absurd_rate);
    }
    for (const double scale : {0.0, -1.0, std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN()}) {
        EXPECT_EQ(read_recording(file.path(), {SampleFormat::f32, 8000, scale, 1}).error(),
                  RecordingError::absurd_scale);
    }
    file.hold(std::string("\0\0\x7A\x45\0\0\0\0", 8));  // 4000 V
    EXPECT_EQ(read_recording(file.path(), format).error(), RecordingError::beyond_converter);
}

TEST(Recording, that_is_too_short_is_read_when_it_is_repeated) {
    const Recording recording = sine_recording(10'000, 0.1);
    EXPECT_EQ(read_by_meter(recording, 1).error(), RecordingError::too_short);
    const auto reading = read_by_meter(recording, 15);
    ASSERT_TRUE(reading);
    EXPECT_NEAR(reading->active_watts, 575, 0.1);
}

TEST(Recording, is_played_for_hours_in_the_memory_of_one_period) {
    // 10,000 times one cycle at 30 kHz: more than three minutes.
    const Recording cycle = sine_recording(30'000, 0.02);
    const auto reading = read_by_meter(cycle, 10'000);
    ASSERT_TRUE(reading);
    EXPECT_GT(reading->seconds, 199);
    EXPECT_NEAR(reading->active_watts, 575, 0.1);
    EXPECT_NEAR(reading->imported_watt_hours, 575 * reading->seconds / 3600, 0.1);
}

TEST(Recording, that_would_play_for_more_than_a_day_is_refused) {
    EXPECT_EQ(read_by_meter(sine_recording(8000, 1), 86'401).error(), RecordingError::too_long);
}

TEST(Recording, is_read_alike_whether_its_period_is_kept_or_not) {
    const Recording whole = sine_recording(10'000, 2);
    Recording half = sine_recording(10'000, 1);
    const auto once = read_by_meter(whole, 1);
    const auto twice = read_by_meter(half, 2);
    ASSERT_TRUE(once && twice);
    EXPECT_NEAR(once->active_watts, twice->active_watts, 0.01);
}

TEST(Recording, that_does_not_fit_its_format_is_not_written) {
    const TemporaryFile file;
    const RecordingFormat format{SampleFormat::i16, 8000, 0.001, 1};
    EXPECT_EQ(write_recording(file.path(), sine_recording(8000, 0.1), format).error(),
              RecordingError::beyond_format);
    EXPECT_FALSE(std::filesystem::exists(file.path()));
}

TEST(Recording, counts_values_at_the_end_of_an_integer_format) {
    const TemporaryFile file;
    file.hold(std::string("\xFF\x7F\0\0\0\x80\0\0", 8));
    const auto recording = read_recording(file.path(), {SampleFormat::i16, 8000, 0.01, 0.001});
    ASSERT_TRUE(recording);
    EXPECT_EQ(recording->at_format_limit, 2U);
}

TEST(Recording, whose_mains_are_lost_for_a_time_keeps_its_frequency) {
    Recording recording = sine_recording(8000, 4);
    std::fill(recording.volts.begin() + 16'000, recording.volts.begin() + 26'000, 0.0);
    const auto reading = read_by_meter(recording, 1);
    ASSERT_TRUE(reading && reading->frequency_hertz);
    EXPECT_NEAR(*reading->frequency_hertz, 50, 0.01);
}

TEST(Recording, without_mains_has_no_frequency) {
    Recording recording = sine_recording(8000, 2);
    std::fill(recording.volts.begin(), recording.volts.end(), 0.0);
    const auto reading = read_by_meter(recording, 1);
    ASSERT_TRUE(reading);
    EXPECT_FALSE(reading->frequency_hertz);
}

TEST(Resampler, passes_its_band_and_stops_what_lies_above) {
    const Resampler resampler{30'000, 8000, 3160, 3240};
    for (const double hertz : {50.0, 1000.0, 3160.0, 3240.0, 4500.0, 7950.0, 8050.0}) {
        std::vector<double> tone;
        for (int n = 0; n < 30'000; ++n) {
            tone.push_back(std::sin(2 * std::numbers::pi * hertz * n / 30'000));
        }
        double square = 0;
        const std::vector<double> result = resampler.resample_repeated(tone);
        for (const double value : result) {
            square += value * value / static_cast<double>(result.size());
        }
        const double gain = std::sqrt(2 * square);
        EXPECT_NEAR(gain, hertz <= 3160 ? 1 : 0, 2e-5) << hertz;
    }
}

}  // namespace
}  // namespace bench
