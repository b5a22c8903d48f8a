#include "meter/metrology/fourier.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>

namespace meter {
namespace {

using Points = std::array<ComplexPoint, fourier_points>;

// A few lines with their exact values, and noise-like points to fill the rest.
Points some_points() {
    Points points{};
    std::uint32_t state = 1;
    for (ComplexPoint& point : points) {
        state = state * 1'664'525 + 1'013'904'223;
        point.real = static_cast<std::int32_t>(state) >> 4;
        state = state * 1'664'525 + 1'013'904'223;
        point.imaginary = static_cast<std::int32_t>(state) >> 4;
    }
    return points;
}

std::complex<double> exact_line(const Points& points, std::size_t k) {
    std::complex<double> sum = 0;
    for (std::size_t n = 0; n < points.size(); ++n) {
        const double turn =
            -2 * std::numbers::pi * static_cast<double>(n * k % fourier_points) / fourier_points;
        sum += std::complex<double>(points[n].real, points[n].imaginary) * std::polar(1.0, turn);
    }
    return sum / 256.0;
}

TEST(Fourier, agrees_with_the_exact_sum_on_every_line) {
    const Points input = some_points();
    Points points = input;

    fourier_transform(points);

    for (std::size_t k = 0; k < fourier_points; ++k) {
        const ComplexPoint& line = points[fourier_index(k)];
        const std::complex<double> exact = exact_line(input, k);
        ASSERT_NEAR(line.real, exact.real(), 8) << k;
        ASSERT_NEAR(line.imaginary, exact.imag(), 8) << k;
    }
}

TEST(Fourier, holds_the_largest_input_of_any_sign) {
    constexpr std::int32_t largest = 1 << 28;
    for (const std::int32_t sign : {1, -1}) {
        Points points{};
        points.fill({sign * largest, largest});

        fourier_transform(points);

        EXPECT_EQ(points[0].real, sign * 4 * largest);
        EXPECT_EQ(points[0].imaginary, 4 * largest);
    }
}

TEST(Fourier, puts_every_line_in_a_place_of_its_own) {
    std::array<bool, fourier_points> taken{};
    for (std::size_t k = 0; k < fourier_points; ++k) {
        ASSERT_LT(fourier_index(k), fourier_points);
        EXPECT_FALSE(taken[fourier_index(k)]);
        taken[fourier_index(k)] = true;
    }
}

}  // namespace
}  // namespace meter
