// A Fourier transform of 1024 complex points in integers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace meter {

inline constexpr std::size_t fourier_points = 1024;
inline constexpr int fourier_bits = 10;

struct ComplexPoint {
    std::int32_t real = 0;
    std::int32_t imaginary = 0;
};

// Transforms in place, not scaled: sum over n of x[n] e^(-2 pi i k n / 1024). Each part of the
// input is within 2^20, so that each part of any result is within 2^30.5. Result k lies at
// `fourier_index(k)`.
void fourier_transform(std::span<ComplexPoint, fourier_points> points);

// k, 0 to 1023, with its five base-four digits in reverse.
[[nodiscard]] constexpr std::size_t fourier_index(std::size_t k) {
    return (k & 0x003) << 8 | (k & 0x00C) << 4 | (k & 0x030) | (k & 0x0C0) >> 4 | k >> 8;
}

}  // namespace meter
