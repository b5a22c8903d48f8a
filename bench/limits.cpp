#include "bench/limits.h"

#include <cmath>
#include <numbers>

namespace bench {
namespace {

constexpr double reference_amperes = 5;  // In and Ib alike
constexpr double highest_amperes = 100;

struct Factor {
    const char* name;
    double lag_degrees;
};

double angle_of(double cosine) {
    return std::acos(cosine) * 180 / std::numbers::pi;
}

const Factor unity{"1", 0};
const Factor half_inductive{"0.5 ind", 60};
const Factor capacitive{"0.8 cap", -angle_of(0.8)};
const Factor quarter_inductive{"0.25 ind", angle_of(0.25)};
const Factor half_capacitive{"0.5 cap", -60};
const Factor sine_one{"sin 1", 90};
const Factor sine_half{"sin 0.5", 30};
const Factor sine_quarter{"sin 0.25", 90 - angle_of(0.25)};

// From `low` to `high` times the reference current; the upper end belongs to the next row unless it
// is the highest current.
struct Row {
    double low;
    double high;
    std::vector<Factor> factors;
    double limit;
};

constexpr double to_highest = highest_amperes / reference_amperes;

std::vector<double> currents_of(const Row& row) {
    if (row.high == to_highest) {
        std::vector<double> currents{row.low * reference_amperes};
        for (const double amperes : {1.0, 5.0, 20.0, 50.0, 100.0}) {
            if (amperes > currents.back() * 1.2) {
                currents.push_back(amperes);
            }
        }
        return currents;
    }
    return {row.low * reference_amperes, std::sqrt(row.low * row.high) * reference_amperes,
            row.high * reference_amperes * 0.99};
}

void add(std::vector<LimitPoint>& points, const char* standard, Energy energy,
         const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        for (const Factor& factor : row.factors) {
            for (const double amperes : currents_of(row)) {
                points.push_back({standard, energy, amperes, factor.lag_degrees, factor.name,
                                  row.limit, Source::unverified});
            }
        }
    }
}

}  // namespace

std::vector<LimitPoint> intrinsic_limits() {
    const std::vector<Factor> both{half_inductive, capacitive};
    const std::vector<Factor> on_request{quarter_inductive, half_capacitive};
    std::vector<LimitPoint> points;
    add(points, "IEC 62053-22 0.2S", Energy::active,
        {{0.01, 0.05, {unity}, 0.4},
         {0.05, to_highest, {unity}, 0.2},
         {0.02, 0.1, both, 0.5},
         {0.1, to_highest, both, 0.3},
         {0.1, to_highest, on_request, 0.5}});
    add(points, "IEC 62053-22 0.5S", Energy::active,
        {{0.01, 0.05, {unity}, 1.0},
         {0.05, to_highest, {unity}, 0.5},
         {0.02, 0.1, both, 1.0},
         {0.1, to_highest, both, 0.6},
         {0.1, to_highest, on_request, 1.0}});
    add(points, "IEC 62053-21 class 1", Energy::active,
        {{0.05, 0.1, {unity}, 1.5},
         {0.1, to_highest, {unity}, 1.0},
         {0.1, 0.2, both, 1.5},
         {0.2, to_highest, both, 1.0},
         {0.2, 1, {quarter_inductive}, 3.5},
         {0.2, 1, {half_capacitive}, 2.5}});
    add(points, "IEC 62053-21 class 2", Energy::active,
        {{0.05, 0.1, {unity}, 2.5},
         {0.1, to_highest, {unity}, 2.0},
         {0.1, 0.2, {half_inductive}, 2.5},
         {0.2, to_highest, {half_inductive}, 2.0}});
    const auto reactive = [&](const char* standard, double low, double high, double half_low,
                              double half_high, double quarter) {
        add(points, standard, Energy::reactive,
            {{0.05, 0.1, {sine_one}, low},
             {0.1, to_highest, {sine_one}, high},
             {0.1, 0.2, {sine_half}, half_low},
             {0.2, to_highest, {sine_half}, half_high},
             {0.2, to_highest, {sine_quarter}, quarter}});
    };
    reactive("IEC 62053-23 class 2", 2.5, 2.0, 2.5, 2.0, 2.5);
    reactive("IEC 62053-23 class 3", 4.0, 3.0, 4.0, 3.0, 4.0);
    reactive("IEC 62053-24 class 1", 1.5, 1.0, 1.5, 1.0, 2.0);
    reactive("IEC 62053-24 class 0.5S", 1.0, 0.5, 1.0, 0.5, 1.0);
    return points;
}

std::vector<InfluencePoint> influence_limits() {
    using enum Influence;
    std::vector<InfluencePoint> points;
    const auto add_point = [&](const char* standard, Influence influence, double amperes,
                               const Factor& factor, double limit, Source source) {
        points.push_back(
            {standard, influence, amperes, factor.lag_degrees, factor.name, limit, source});
    };
    const char* const s02 = "IEC 62053-22 0.2S";
    const char* const s05 = "IEC 62053-22 0.5S";
    const char* const c1 = "IEC 62053-21 class 1";
    const char* const c2 = "IEC 62053-21 class 2";
    for (const double amperes : {0.25, 5.0, 100.0}) {
        add_point(s02, voltage, amperes, unity, 0.1, Source::unverified);
        add_point(s02, frequency, amperes, unity, 0.1, Source::unverified);
        add_point(s05, voltage, amperes, unity, 0.2, Source::unverified);
        add_point(s05, frequency, amperes, unity, 0.2, Source::unverified);
        add_point(c1, voltage, amperes, unity, 0.7, Source::read);
        add_point(c1, frequency, amperes, unity, 0.5, Source::read);
        add_point(c2, voltage, amperes, unity, 1.0, Source::read);
        add_point(c2, frequency, amperes, unity, 0.8, Source::read);
    }
    for (const double amperes : {0.5, 5.0, 100.0}) {
        add_point(s02, voltage, amperes, half_inductive, 0.2, Source::unverified);
        add_point(s02, frequency, amperes, half_inductive, 0.1, Source::unverified);
        add_point(s05, voltage, amperes, half_inductive, 0.4, Source::unverified);
        add_point(s05, frequency, amperes, half_inductive, 0.2, Source::unverified);
        add_point(c1, voltage, amperes, half_inductive, 1.0, Source::read);
        add_point(c1, frequency, amperes, half_inductive, 0.7, Source::read);
        add_point(c2, voltage, amperes, half_inductive, 1.5, Source::read);
        add_point(c2, frequency, amperes, half_inductive, 1.0, Source::read);
    }
    // Outside of ±10 % three times that limit holds; below 80 % any error from −100 % to +10 %.
    const std::vector<InfluencePoint> within_ten_percent = points;
    for (InfluencePoint point : within_ten_percent) {
        if (point.influence == voltage) {
            point.influence = extended_voltage;
            point.limit_percent *= 3;
            point.source = Source::unverified;
            points.push_back(point);
        }
    }
    for (const char* const standard : {s02, s05, c1, c2}) {
        add_point(standard, low_voltage, 5, unity, 10, Source::unverified);
    }
    add_point(s02, fifth_harmonic, 50, unity, 0.4, Source::unverified);
    add_point(s05, fifth_harmonic, 50, unity, 0.5, Source::unverified);
    add_point(c1, fifth_harmonic, 50, unity, 0.8, Source::read);
    add_point(c2, fifth_harmonic, 50, unity, 1.0, Source::read);
    add_point(c1, half_wave, 100, unity, 3.0, Source::read);
    add_point(c2, half_wave, 100, unity, 6.0, Source::read);
    add_point(c1, phase_fired, 2.5, unity, 3.0, Source::unverified);
    add_point(c2, phase_fired, 2.5, unity, 6.0, Source::unverified);
    add_point(s02, burst_fired, 2.5, unity, 0.6, Source::unverified);
    add_point(s05, burst_fired, 2.5, unity, 1.5, Source::unverified);
    add_point(c1, burst_fired, 2.5, unity, 3.0, Source::unverified);
    add_point(c2, burst_fired, 2.5, unity, 6.0, Source::unverified);
    return points;
}

std::string name_of(Influence influence) {
    switch (influence) {
        case Influence::voltage:
            return "voltage ±10 %";
        case Influence::extended_voltage:
            return "voltage 80 % and 115 %";
        case Influence::low_voltage:
            return "voltage 79 %, 50 % and 10 %";
        case Influence::frequency:
            return "frequency ±2 %";
        case Influence::fifth_harmonic:
            return "5th harmonic in voltage and current";
        case Influence::half_wave:
            return "DC and even harmonics (half-wave)";
        case Influence::phase_fired:
            return "odd harmonics (phase-fired)";
        case Influence::burst_fired:
            return "sub-harmonics (burst-fired)";
    }
    return "";
}

std::vector<StartPoint> start_limits() {
    using enum Energy;
    return {{"IEC 62053-22 0.2S", active, 0.001 * reference_amperes, 900},
            {"IEC 62053-22 0.5S", active, 0.001 * reference_amperes, 600},
            {"IEC 62053-21 class 1", active, 0.004 * reference_amperes, 600},
            {"IEC 62053-21 class 2", active, 0.005 * reference_amperes, 480},
            {"IEC 62053-23 class 2", reactive, 0.005 * reference_amperes, 480},
            // No time of its own is known for class 3: that of class 2.
            {"IEC 62053-23 class 3", reactive, 0.01 * reference_amperes, 480},
            // The same of class 1: that of class 1 of active energy.
            {"IEC 62053-24 class 1", reactive, 0.004 * reference_amperes, 600}};
}

std::vector<std::string> not_applied() {
    return {
        "reversed phase sequence, voltage unbalance, single-phase load of a polyphase meter: the "
        "meter has one phase",
        "IEC 62053-24 class 0.5S, starting and creep: neither its current nor its time is known "
        "here",
        "working within 5 s of the voltage: the start of a built meter",
        "fast load variations, 2 to 150 kHz (edition 2): levels unknown here, the latter above the "
        "cut",
        "temperature: a property of parts, not of the arithmetic",
        "magnetic induction, radio-frequency fields, bursts: tests of a built meter",
        "IEC 62052-11 own consumption and heating: a built meter"};
}

}  // namespace bench
