#include <nlohmann/json.hpp>

#include "bench/report.h"

namespace bench {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(Source source) {
    return source == Source::read ? "read" : "unverified";
}

std::string name_of(Energy energy) {
    return energy == Energy::active ? "active" : "reactive";
}

Json json_of(const Target& target) {
    return {{"name", target.name}, {"limit", target.limit},  {"measured", target.measured},
            {"unit", target.unit}, {"met", target.is_met()}, {"note", target.note}};
}

Json json_of(const Curve& curve) {
    Json points = Json::array();
    for (const CurvePoint& point : curve.points) {
        points.push_back({{"amperes", point.amperes}, {"error_percent", point.error_percent}});
    }
    return {{"power_factor", curve.factor}, {"points", points}};
}

Json json_of(const LimitResult& result) {
    const LimitPoint& point = result.point;
    return {{"standard", point.standard},
            {"energy", name_of(point.energy)},
            {"amperes", point.amperes},
            {"factor", point.factor},
            {"limit_percent", point.limit_percent},
            {"limit_source", text_of(point.source)},
            {"error_percent", result.error_percent}};
}

Json json_of(const InfluenceResult& result) {
    const InfluencePoint& point = result.point;
    return {{"standard", point.standard},
            {"influence", name_of(point.influence)},
            {"amperes", point.amperes},
            {"factor", point.factor},
            {"limit_percent", point.limit_percent},
            {"limit_source", text_of(point.source)},
            {"change_percent", result.change_percent}};
}

Json json_of(const StartResult& result) {
    Json json{{"standard", result.point.standard}, {"energy", name_of(result.point.energy)},
              {"amperes", result.point.amperes},   {"limit_source", "unverified"},
              {"starts", result.starts},           {"error_percent", result.error_percent}};
    if (result.creep_was_run()) {
        json["creep_minutes"] = result.creep_minutes;
        json["creep_pulses"] = result.creep_pulses;
    }
    return json;
}

Json json_of(const DipResult& result) {
    return {{"name", result.name},
            {"register_change_kwh", result.register_change_kwh},
            {"limit_kwh", result.limit_kwh},
            {"limit_source", "unverified"},
            {"error_percent_with_5_amperes", result.error_percent},
            {"events", result.events}};
}

Json json_of(const ConverterResult& result);

template <typename T>
Json array_of(const std::vector<T>& values) {
    Json array = Json::array();
    for (const T& value : values) {
        array.push_back(json_of(value));
    }
    return array;
}

Json json_of(const ConverterResult& result) {
    return {{"converter", result.name},
            {"curves", array_of(result.curves)},
            {"intrinsic", array_of(result.limits)},
            {"influences", array_of(result.influences)},
            {"starting_and_creep", array_of(result.starts)},
            {"dips", array_of(result.dips)}};
}

}  // namespace

std::string to_json(const AccuracyReport& report) {
    const Json json{{"program", "tallywatt-bench accuracy"},
                    {"version", report.version},
                    {"commit", report.commit},
                    {"machine", report.machine},
                    {"note", disclaimer()},
                    {"plan",
                     {{"seed", report.plan.seed},
                      {"seconds_at_each_point", report.plan.seconds},
                      {"seeded_runs", report.plan.seeded_runs}}},
                    {"targets", array_of(report.targets)},
                    {"times_real_time",
                     {{"meter", report.speed.meter},
                      {"meter_with_harmonics", report.speed.meter_harmonics},
                      {"plain_double", report.speed.plain_double}}},
                    {"not_applied", left_out_of(report)},
                    {"converters", array_of(report.converters)}};
    return json.dump(1) + "\n";
}

}  // namespace bench
