#include <cmath>
#include <nlohmann/json.hpp>

#include "bench/protection.h"

namespace bench {
namespace {

using Json = nlohmann::ordered_json;

// Each point is what was applied and the break time in milliseconds, or null.
Json json_of(const std::vector<BreakSeries>& all) {
    Json array = Json::array();
    for (const BreakSeries& series : all) {
        Json points = Json::array();
        for (const BreakPoint& point : series.points) {
            const double applied = std::round(point.applied * 1000) / 1000;
            points.push_back({applied, point.break_ms ? Json(*point.break_ms) : Json(nullptr)});
        }
        array.push_back({{"name", series.name},
                         {"cases", series.points.size()},
                         {"outside", series.outside()},
                         {"points", points}});
    }
    return array;
}

Json json_of(const std::vector<Target>& targets) {
    Json array = Json::array();
    for (const Target& target : targets) {
        array.push_back({{"name", target.name},
                         {"limit", target.limit},
                         {"measured", target.measured},
                         {"unit", target.unit},
                         {"met", target.is_met()},
                         {"note", target.note}});
    }
    return array;
}

}  // namespace

std::string to_json(const ProtectionReport& report) {
    const ProtectionPlan& plan = report.plan;
    const Json json{{"program", "tallywatt-bench protection"},
                    {"version", report.version},
                    {"commit", report.commit},
                    {"machine", report.machine},
                    {"plan",
                     {{"seed", plan.seed},
                      {"cases", plan.cases},
                      {"quiet_seconds", plan.quiet_seconds},
                      {"contacts_part_ms", plan.supply_switch.contacts_part_ms},
                      {"longest_arc_ms", plan.supply_switch.longest_arc_ms}}},
                    {"sources", protection_sources()},
                    {"targets", json_of(report.targets)},
                    {"leakage", json_of(report.leakage)},
                    {"over_voltage", json_of(report.over_voltage)},
                    {"overload", json_of(report.overload)}};
    return json.dump() + "\n";
}

}  // namespace bench
