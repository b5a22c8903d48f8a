// What is done with measurements that nobody can believe: they are counted so that no credit is
// gained, and where the front end fails the supply opens.
#pragma once

#include <chrono>

#include "meter/measurement.h"

namespace meter {

// `measurement` with every figure brought within the converter's ends, which is what counts.
[[nodiscard]] Measurement within_full_scale(const Measurement& measurement);

// The measurement cannot be: beyond the converter's ends, or more power than voltage and current
// give.
[[nodiscard]] bool is_impossible(const Measurement& measurement);

// Whether the front end fails, and whether it works again.
struct MeteringWatch {
    static constexpr std::chrono::milliseconds fails_after = std::chrono::seconds{10};
    static constexpr std::chrono::milliseconds works_after = std::chrono::seconds{60};

    // Begun anew after a power cut; all of it is zero while nothing is wrong.
    bool doubts = false;                  // the last measurement was impossible
    std::chrono::milliseconds failing{};  // without a break, at most `fails_after`
    std::chrono::milliseconds working{};  // since it has failed; at most `works_after`

    // `has_failed`: the supply is open for it.
    void step(FrontEnd front_end, bool has_failed, std::chrono::milliseconds elapsed);
    [[nodiscard]] bool fails() const { return failing >= fails_after; }
    [[nodiscard]] bool works_again() const { return working >= works_after; }

    bool operator==(const MeteringWatch&) const = default;
};

}  // namespace meter
