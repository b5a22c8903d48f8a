// The accuracy report: everything that was run, for machines and for people.
#pragma once

#include <string>
#include <vector>

#include "bench/accuracy.h"
#include "bench/speed.h"

namespace bench {

struct AccuracyReport {
    std::string version;
    std::string commit;   // empty where it is not known
    std::string machine;  // the same
    AccuracyPlan plan;
    std::vector<std::string> left_out;  // of this run, each with its reason
    std::vector<Target> targets;
    std::vector<ConverterResult> converters;
    Speed speed;
};

// What every report says about itself.
[[nodiscard]] std::string disclaimer();

// What no run applies, and what this one left out.
[[nodiscard]] std::vector<std::string> left_out_of(const AccuracyReport& report);

[[nodiscard]] std::string to_json(const AccuracyReport& report);
[[nodiscard]] std::string to_html(const AccuracyReport& report);

}  // namespace bench
