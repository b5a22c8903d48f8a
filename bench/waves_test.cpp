// The meter against real measurements: 150 appliances of the PLAID set, one mains cycle each.
// Skipped where the shared measurements are not beside the project.
#include "bench/waves.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <set>
#include <utility>
#include <vector>

namespace bench {
namespace {

const std::filesystem::path folder = std::filesystem::path{TALLYWATT_SHARED} / "data" / "waves";

class RealWaves : public ::testing::Test {
 protected:
    void SetUp() override {
        if (!std::filesystem::exists(folder)) {
            GTEST_SKIP() << "the shared measurements are not in " << folder;
        }
        auto read = read_waves(folder);
        ASSERT_TRUE(read) << read.error();
        waves_ = std::move(*read);
        ASSERT_EQ(waves_.size(), 150U);
    }

    std::vector<Wave> waves_;
};

TEST_F(RealWaves, of_150_appliances_agree_with_double_precision_to_two_hundredths_of_a_percent) {
    const std::vector<WaveReading> readings = play_waves(waves_);
    for (const WaveReading& reading : readings) {
        EXPECT_NEAR(reading.frequency_hertz, wave_hertz, 0.002);
    }
    const std::vector<Target> targets = judge_waves(waves_, readings);
    ASSERT_EQ(targets.size(), 2U);
    EXPECT_TRUE(targets[0].is_met()) << targets[0].measured;
    EXPECT_GT(targets[0].measured, 0);
    EXPECT_EQ(targets[1].measured, 4);
    EXPECT_TRUE(targets[1].is_met());
    EXPECT_TRUE(targets[1].note.starts_with("146 agree")) << targets[1].note;
    for (const char* const number : {" 79: ", " 122: ", " 130: ", " 138: "}) {
        EXPECT_NE(targets[1].note.find(number), std::string::npos) << targets[1].note;
    }
}

TEST_F(RealWaves, agree_as_well_through_a_delay_of_one_degree_and_an_odd_gain) {
    const meter::ChannelCalibration current{.gain = 1'036'936'813, .delay_nanoseconds = 55'556};
    const std::vector<WaveReading> readings = play_waves(waves_, current);
    std::set<std::size_t> beyond_the_cut;
    for (std::size_t number = 0; number < waves_.size(); ++number) {
        const auto off = [&](int highest) {
            return std::abs(percent_off(readings[number].active_watts,
                                        truth_of(waves_[number].cycle, highest, current)));
        };
        EXPECT_LE(off(highest_below_cut), wave_limit_percent) << "cycle " << number;
        if (off(highest_in_wave) > wave_limit_percent) {
            beyond_the_cut.insert(number);
        }
    }
    EXPECT_EQ(beyond_the_cut, (std::set<std::size_t>{79, 122, 130, 138}));
}

TEST_F(RealWaves, have_the_power_that_the_file_beside_them_says) {
    for (const Wave& wave : waves_) {
        const WaveTruth own = truth_of(wave.cycle, highest_in_wave);
        EXPECT_LE(std::abs(percent_off(own.active_watts, wave.beside)), 0.002);
    }
}

TEST_F(RealWaves, that_the_meter_cannot_read_miss_both_targets) {
    std::vector<WaveReading> readings = play_waves({waves_.front()});
    const double none = std::numeric_limits<double>::quiet_NaN();
    readings.front().active_watts = none;
    for (const Target& target : judge_waves({waves_.front()}, readings)) {
        EXPECT_FALSE(target.is_met()) << target.name;
    }
}

TEST(Waves, of_a_folder_without_them_are_an_error_that_names_the_file) {
    const auto read = read_waves("no-such-folder");
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().find("appliance_cycles_30000Hz.f32"), std::string::npos);
}

}  // namespace
}  // namespace bench
