// The limits of the accuracy standards as test points. Numbers that nobody here has read in the
// standard itself are marked unverified; no conformity is claimed by meeting them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

enum class Energy : std::uint8_t { active, reactive };
enum class Source : std::uint8_t { read, unverified };

struct LimitPoint {
    std::string standard;  // with its class
    Energy energy = Energy::active;
    double amperes = 0;
    double lag_degrees = 0;  // inductive above zero
    std::string factor;      // as the standard says it: "1", "0.5 ind", "sin 0.25"
    double limit_percent = 0;
    Source source = Source::unverified;
};

// IEC 62053-22 (In = 5 A, Imax = 100 A), 62053-21 (direct, Ib = 5 A), 62053-23 and -24 (Ib = 5 A):
// each row of their tables at its ends and within.
[[nodiscard]] std::vector<LimitPoint> intrinsic_limits();

enum class Influence : std::uint8_t {
    voltage,           // 10 % up and down
    extended_voltage,  // 80 % and 115 %
    low_voltage,       // 79 %, 50 % and 10 %: below 80 % it may count 10 % more, or nothing
    frequency,         // 2 % up and down
    fifth_harmonic,    // 10 % of voltage, 40 % of current, in phase at the rising crossing
    half_wave,         // DC and even harmonics
    phase_fired,       // odd harmonics
    burst_fired,       // sub-harmonics
};

struct InfluencePoint {
    std::string standard;
    Influence influence = Influence::voltage;
    double amperes = 0;
    double lag_degrees = 0;
    std::string factor;
    double limit_percent = 0;  // of the change of the error
    Source source = Source::unverified;
};

[[nodiscard]] std::vector<InfluencePoint> influence_limits();
[[nodiscard]] std::string name_of(Influence influence);

struct StartPoint {
    std::string standard;
    Energy energy = Energy::active;
    double amperes = 0;
    double creep_megaminutes = 0;  // times 10^6 / (k m Un Imax): minutes without load
};

[[nodiscard]] std::vector<StartPoint> start_limits();

// Rows of the standards that this bench does not apply, each with its reason.
[[nodiscard]] std::vector<std::string> not_applied();

}  // namespace bench
