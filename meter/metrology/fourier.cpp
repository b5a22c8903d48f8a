#include "meter/metrology/fourier.h"

#include "meter/metrology/sine_table.h"

namespace meter {
namespace {

static_assert(fourier_points == sine_steps);

// One twiddle factor: what a value is multiplied with to turn it back by an angle.
struct Turn {
    std::int32_t sine;
    std::int32_t cosine;

    explicit Turn(std::size_t steps)
        : sine{sine_table[steps]}, cosine{sine_table[steps + sine_steps / 4]} {}

    // Turned back and divided by four: the upper word of the product, as it is.
    [[nodiscard]] ComplexPoint quarter_back(std::int32_t real, std::int32_t imaginary) const {
        static_assert(sine_bits == 30);
        return {static_cast<std::int32_t>(
                    (std::int64_t{real} * cosine + std::int64_t{imaginary} * sine) >> 32),
                static_cast<std::int32_t>(
                    (std::int64_t{imaginary} * cosine - std::int64_t{real} * sine) >> 32)};
    }
};

// Sums of four points a quarter of a group apart: the four-point transform before its turns.
struct Four {
    std::int32_t even_real, even_imaginary;            // a + c
    std::int32_t odd_real, odd_imaginary;              // b + d
    std::int32_t even_less_real, even_less_imaginary;  // a - c
    std::int32_t odd_less_real, odd_less_imaginary;    // b - d

    Four(const ComplexPoint* at, std::size_t quarter) {
        const ComplexPoint a = at[0];
        const ComplexPoint b = at[quarter];
        const ComplexPoint c = at[2 * quarter];
        const ComplexPoint d = at[3 * quarter];
        even_real = a.real + c.real;
        even_imaginary = a.imaginary + c.imaginary;
        odd_real = b.real + d.real;
        odd_imaginary = b.imaginary + d.imaginary;
        even_less_real = a.real - c.real;
        even_less_imaginary = a.imaginary - c.imaginary;
        odd_less_real = b.real - d.real;
        odd_less_imaginary = b.imaginary - d.imaginary;
    }
};

}  // namespace

void fourier_transform(std::span<ComplexPoint, fourier_points> points) {
    // Radix four, decimation in frequency: the results come in reversed order of their base-four
    // digits, and nobody has to sort them.
    ComplexPoint* const end = points.data() + points.size();
    std::size_t stride = 1;
    for (std::size_t quarter = fourier_points / 4; quarter > 1; quarter /= 4, stride *= 4) {
        for (std::size_t k = 0; k < quarter; ++k) {
            const Turn once{k * stride};
            const Turn twice{2 * k * stride};
            const Turn thrice{3 * k * stride};
            for (ComplexPoint* at = points.data() + k; at < end; at += 4 * quarter) {
                const Four four{at, quarter};
                at[0] = {(four.even_real + four.odd_real) >> 2,
                         (four.even_imaginary + four.odd_imaginary) >> 2};
                at[2 * quarter] = twice.quarter_back(four.even_real - four.odd_real,
                                                     four.even_imaginary - four.odd_imaginary);
                at[quarter] = once.quarter_back(four.even_less_real + four.odd_less_imaginary,
                                                four.even_less_imaginary - four.odd_less_real);
                at[3 * quarter] =
                    thrice.quarter_back(four.even_less_real - four.odd_less_imaginary,
                                        four.even_less_imaginary + four.odd_less_real);
            }
        }
    }
    for (ComplexPoint* at = points.data(); at < end; at += 4) {
        const Four four{at, 1};
        at[0] = {four.even_real + four.odd_real, four.even_imaginary + four.odd_imaginary};
        at[1] = {four.even_less_real + four.odd_less_imaginary,
                 four.even_less_imaginary - four.odd_less_real};
        at[2] = {four.even_real - four.odd_real, four.even_imaginary - four.odd_imaginary};
        at[3] = {four.even_less_real - four.odd_less_imaginary,
                 four.even_less_imaginary + four.odd_less_real};
    }
}

}  // namespace meter
