// What is done with measurements that nobody can believe: they are counted so that no credit is
// gained, and where the front end fails the supply opens.
#pragma once

#include <chrono>
#include <cstdint>
#include <ratio>

#include "meter/measurement.h"

namespace meter {

// `measurement` with every figure brought within the converter's ends, which is what counts.
[[nodiscard]] Measurement within_full_scale(const Measurement& measurement);

// The measurement cannot be: beyond the converter's ends, or more power than voltage and current
// give.
[[nodiscard]] bool is_impossible(const Measurement& measurement);

// Whether the front end fails, and whether it works again. A second without readings is made up for
// by a minute with them, so that no gaps just short of `fails_after` go on unnoticed.
struct MeteringWatch {
    static constexpr int made_up_by = 60;
    // A millisecond that works takes one of these away, one without readings adds `made_up_by`.
    using Missed = std::chrono::duration<std::int64_t, std::ratio<1, 1000 * made_up_by>>;

    static constexpr std::chrono::milliseconds fails_after = std::chrono::seconds{10};
    static constexpr std::chrono::milliseconds works_after = std::chrono::seconds{60};

    // Begun anew after a power cut; all of it is zero while nothing is wrong.
    bool doubts = false;                  // the last measurement was impossible
    Missed failing{};                     // less what was made up for; 0 to `fails_after`
    std::chrono::milliseconds working{};  // since it has failed; at most `works_after`

    // `has_failed`: the supply is open for it.
    void step(FrontEnd front_end, bool has_failed, std::chrono::milliseconds elapsed);
    // Once the supply may close again.
    void forgive() {
        failing = {};
        working = {};
    }
    [[nodiscard]] bool fails() const { return failing >= fails_after; }
    [[nodiscard]] bool works_again() const { return working >= works_after; }

    bool operator==(const MeteringWatch&) const = default;
};

}  // namespace meter
