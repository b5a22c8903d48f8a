#include <cmath>

#include "bench/chart.h"
#include "bench/html.h"
#include "bench/report.h"

namespace bench {
namespace {

std::string current(double amperes) {
    return amperes < 1 ? number(amperes * 1000, 1) + " mA" : number(amperes, 2) + " A";
}

std::string letter_of(Energy energy) {
    return energy == Energy::active ? "P" : "Q";
}

// A limit that nobody here has read in the standard carries a star.
std::string limit(double percent, Source source) {
    return number(percent, 2) + (source == Source::unverified ? " *" : "");
}

std::string targets_table(const std::vector<Target>& targets) {
    std::string rows;
    for (const Target& target : targets) {
        rows += row({target.name, number(target.limit, 2) + " " + target.unit, target.note,
                     number(target.measured) + " " + target.unit},
                    !target.is_met());
    }
    return table({"target", "at most", "where", "measured"}, rows);
}

std::string tables_of(const ConverterResult& result) {
    std::string html = "<h2>Converter: " + result.name + "</h2>\n<h3>Intrinsic error</h3>\n";
    std::string rows;
    for (const LimitResult& point : result.limits) {
        rows +=
            row({point.point.standard, letter_of(point.point.energy), current(point.point.amperes),
                 point.point.factor, limit(point.point.limit_percent, point.point.source),
                 number(point.error_percent)},
                std::abs(point.error_percent) > point.point.limit_percent);
    }
    html += table({"standard", "energy", "current", "factor", "limit %", "error %"}, rows);

    rows.clear();
    for (const InfluenceResult& influence : result.influences) {
        rows += row({name_of(influence.point.influence), influence.point.standard,
                     current(influence.point.amperes), influence.point.factor,
                     limit(influence.point.limit_percent, influence.point.source),
                     number(influence.change_percent)},
                    std::abs(influence.change_percent) > influence.point.limit_percent);
    }
    html += "<h3>Influence quantities: change of the error</h3>\n" +
            table({"influence", "standard", "current", "factor", "limit %", "change %"}, rows);

    rows.clear();
    for (const StartResult& start : result.starts) {
        const bool crept = start.creep_was_run();
        rows +=
            row({start.point.standard, letter_of(start.point.energy),
                 current(start.point.amperes) + " *", start.starts ? "counts" : "does not count",
                 number(start.error_percent, 2), crept ? number(start.creep_minutes, 1) : "not run",
                 crept ? std::to_string(start.creep_pulses) : "not run"},
                !start.is_within());
    }
    html += "<h3>Starting current and creep</h3>\n" +
            table({"standard", "energy", "starting current", "at it", "error %",
                   "creep test, minutes *", "pulses"},
                  rows);

    rows.clear();
    for (const DipResult& dip : result.dips) {
        rows += row({dip.name, number(dip.limit_kwh, 4) + " *", number(dip.error_percent, 3),
                     std::to_string(dip.events), number(dip.register_change_kwh, 6)},
                    dip.register_change_kwh > dip.limit_kwh || dip.events < dip.least_events);
    }
    html += "<h3>Voltage dips and interruptions</h3>\n" +
            table({"disturbance", "limit kWh", "error with 5 A, %", "events",
                   "register change without current, kWh"},
                  rows);
    return html;
}

}  // namespace

std::string disclaimer() {
    return "Limits marked unverified (*) are known from memory of the standard. No conformity is "
           "claimed: this is a report on arithmetic and on models of converters.";
}

std::vector<std::string> left_out_of(const AccuracyReport& report) {
    std::vector<std::string> reasons = not_applied();
    reasons.insert(reasons.end(), report.left_out.begin(), report.left_out.end());
    return reasons;
}

std::string to_html(const AccuracyReport& report) {
    std::string html = page_head("Tallywatt: accuracy report");
    html += "<h1>Accuracy report</h1>\n<p>tallywatt-bench " + report.version +
            (report.commit.empty() ? "" : ", commit " + report.commit) +
            (report.machine.empty() ? "" : ", " + report.machine) + ", seed " +
            std::to_string(report.plan.seed) + ", " + std::to_string(report.plan.seeded_runs) +
            " seeded runs, " + number(report.plan.seconds, 0) +
            " s at each point, three times that at power factors below 0.8.</p>\n<p>" +
            disclaimer() + "</p>\n<h2>Targets</h2>\n" + targets_table(report.targets);
    html += "<h2>Error curves</h2>\n" + error_curves_svg(report.converters);
    html += "<h2>Speed on this machine</h2>\n" +
            table({"what", "times faster than real time"},
                  row({"the meter", number(report.speed.meter, 0)}) +
                      row({"the meter with harmonics", number(report.speed.meter_harmonics, 0)}) +
                      row({"the twelve sums in double precision, of ready values, and nothing else",
                           number(report.speed.plain_double, 0)}));
    for (const ConverterResult& converter : report.converters) {
        html += tables_of(converter);
    }
    html += "<h2>Rows that are not applied</h2>\n<ul>\n";
    for (const std::string& reason : left_out_of(report)) {
        html += "<li>" + reason + "</li>\n";
    }
    return html + "</ul>\n</body></html>\n";
}

}  // namespace bench
