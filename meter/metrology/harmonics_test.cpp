#include "meter/metrology/harmonics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numbers>

#include "meter/metrology/metrology.h"

namespace meter {
namespace {

// Sums of sines in the units of the chain: RMS by harmonic, all in phase.
struct Spectrum {
    double rate;
    double hertz;
    double fundamental;
    std::array<double, 41> share{};

    double at(int sample) const {
        double value = 0;
        for (std::size_t h = 1; h < share.size(); ++h) {
            value += share[h] * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(h) *
                                         sample / rate);
        }
        return value * fundamental * std::numbers::sqrt2;
    }
};

HarmonicReading read(const Spectrum& voltage, const Spectrum& current) {
    Harmonics harmonics;
    const auto step = static_cast<Phase>(4294967296.0 * voltage.hertz / voltage.rate);
    for (int i = 0; harmonics.blocks() < 3; ++i) {
        harmonics.add(static_cast<std::int32_t>(std::lround(voltage.at(i) * 8192)),
                      static_cast<std::int32_t>(std::lround(current.at(i) * 262'144)), step);
    }
    return harmonics.reading();
}

TEST(Harmonics, gives_each_to_half_a_percent_of_itself_or_two_ten_thousandths_of_the_fundamental) {
    for (const double hertz : {47.3, 50.0, 60.0}) {
        Spectrum voltage{8000, hertz, 230, {}};
        Spectrum current{8000, hertz, 5, {}};
        voltage.share[1] = 1;
        current.share[1] = 1;
        voltage.share[5] = 0.06;
        voltage.share[25] = 0.015;
        current.share[3] = 0.3;
        current.share[40] = 0.02;

        const HarmonicReading reading = read(voltage, current);

        for (std::size_t h = 1; h <= harmonic_count; ++h) {
            EXPECT_NEAR(static_cast<double>(reading.voltage[h - 1].count()) / 1e6,
                        230 * voltage.share[h], 230 * (0.005 * voltage.share[h] + 0.0002))
                << hertz << " Hz, " << h;
            EXPECT_NEAR(static_cast<double>(reading.current[h - 1].count()) / 1e6,
                        5 * current.share[h], 5 * (0.005 * current.share[h] + 0.0002))
                << hertz << " Hz, " << h;
        }
        EXPECT_NEAR(static_cast<double>(reading.voltage_distortion.count()),
                    1e6 * std::hypot(0.06, 0.015), 300);
        EXPECT_NEAR(static_cast<double>(reading.current_distortion.count()),
                    1e6 * std::hypot(0.3, 0.02), 1500);
    }
}

TEST(Harmonics, works_at_four_and_sixteen_kilohertz_up_to_two_fifths_of_the_rate) {
    for (const double rate : {4000.0, 16'000.0}) {
        Spectrum voltage{rate, 50, 230, {}};
        voltage.share[1] = 1;
        voltage.share[24] = 0.05;
        voltage.share[32] = 0.02;
        Spectrum current{rate, 50, 5, {}};
        current.share[1] = 1;
        current.share[32] = 0.1;
        const HarmonicReading reading = read(voltage, current);
        EXPECT_EQ(reading.highest, rate < 5000 ? 32U : 40U);
        EXPECT_NEAR(static_cast<double>(reading.voltage[23].count()) / 1e6, 11.5, 0.03) << rate;
        EXPECT_NEAR(static_cast<double>(reading.voltage[31].count()) / 1e6, 4.6, 0.023) << rate;
        EXPECT_NEAR(static_cast<double>(reading.current[0].count()) / 1e6, 5, 0.001) << rate;
        EXPECT_NEAR(static_cast<double>(reading.current[31].count()) / 1e6, 0.5, 0.0025) << rate;
    }
}

TEST(Harmonics, gives_back_what_the_filter_of_the_current_takes) {
    for (const double rate : {4000.0, 8000.0, 16'000.0}) {
        MetrologySettings settings;
        settings.rate = SampleRate{static_cast<std::uint32_t>(rate)};
        // Half a sample at every rate, where the filter takes most.
        settings.calibration[Channel::phase_current].delay_nanoseconds =
            static_cast<std::int32_t>(5e8 / rate);
        Harmonics harmonics;
        Metrology metrology{settings, &harmonics};
        Spectrum voltage{rate, 50, 230, {}};
        Spectrum current{rate, 50, 5, {}};
        voltage.share[1] = current.share[1] = 1;
        voltage.share[32] = current.share[32] = 0.1;
        for (std::uint32_t i = 0; harmonics.blocks() < 6; ++i) {
            const auto code = [](double value, double full_scale) {
                return static_cast<std::int32_t>(std::lround(value / full_scale * 8388608));
            };
            const int at = static_cast<int>(i);
            metrology.step({i, code(voltage.at(at), 600), code(current.at(at), 200), 0, 0});
        }
        const HarmonicReading& reading = harmonics.reading();
        EXPECT_NEAR(static_cast<double>(reading.voltage[31].count()) / 1e6, 23, 0.12) << rate;
        EXPECT_NEAR(static_cast<double>(reading.current[31].count()) / 1e6, 0.5, 0.0025) << rate;
        EXPECT_NEAR(static_cast<double>(reading.current[0].count()) / 1e6, 5, 0.0005) << rate;
    }
}

TEST(Harmonics, above_two_fifths_of_the_rate_are_neither_read_nor_part_of_the_distortion) {
    Spectrum voltage{4000, 50, 230, {}};
    voltage.share[1] = 1;
    voltage.share[3] = 0.05;
    voltage.share[35] = 0.1;
    const HarmonicReading reading = read(voltage, voltage);
    for (std::size_t h = 33; h <= harmonic_count; ++h) {
        EXPECT_EQ(reading.voltage[h - 1].count(), 0) << h;
        EXPECT_EQ(reading.current[h - 1].count(), 0) << h;
    }
    EXPECT_NEAR(static_cast<double>(reading.voltage_distortion.count()), 50'000, 300);
}

// 1024 points in ten cycles fold what lies above the 51st harmonic; 1024 is no multiple of ten, so
// it falls four lines beside a harmonic, where no subgroup reaches.
TEST(Harmonics, are_free_of_what_folds_from_above_the_fifty_first) {
    for (const int order : {62, 64, 79, 103, 128}) {
        const double hertz = 50;
        const double rate = 16'000;
        Harmonics harmonics;
        const auto step = static_cast<Phase>(4294967296.0 * hertz / rate);
        for (int i = 0; harmonics.blocks() < 3; ++i) {
            const double turn = 2 * std::numbers::pi * hertz * i / rate;
            const double value = std::sin(turn) + 0.2 * std::sin(order * turn);
            const auto sample = static_cast<std::int32_t>(std::lround(value * 2e6));
            harmonics.add(sample, sample, step);
        }
        EXPECT_LT(harmonics.reading().voltage_distortion.count(), 1500) << order;
    }
}

TEST(Harmonics, begin_ten_cycles_anew_where_samples_are_missing) {
    Harmonics harmonics;
    const Spectrum sine{8000, 50, 230, {0, 1}};
    const auto step = static_cast<Phase>(4294967296.0 * 50 / 8000);
    const auto feed = [&](int from, int count) {
        for (int i = from; i < from + count; ++i) {
            const auto sample = static_cast<std::int32_t>(std::lround(sine.at(i) * 8192));
            harmonics.add(sample, sample, step);
        }
    };
    feed(0, 900);
    feed(977, 40);  // 77 sets are missing, which the end of the half cycle tells
    harmonics.restart();
    feed(1017, 1590);
    EXPECT_EQ(harmonics.blocks(), 0U);
    feed(1017 + 1590, 30);
    EXPECT_EQ(harmonics.blocks(), 1U);
    EXPECT_LT(harmonics.reading().voltage_distortion.count(), 200);
}

TEST(Harmonics, of_nothing_are_nothing) {
    const Spectrum nothing{8000, 50, 0, {}};
    const HarmonicReading reading = read(nothing, nothing);
    EXPECT_EQ(reading.voltage[0].count(), 0);
    EXPECT_EQ(reading.current_distortion.count(), 0);
}

}  // namespace
}  // namespace meter
