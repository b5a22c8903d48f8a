#include <algorithm>

#include "bench/html.h"
#include "bench/protection.h"

namespace bench {
namespace {

std::string targets_table(const std::vector<Target>& targets) {
    std::string rows;
    for (const Target& target : targets) {
        rows += row({target.name, number(target.limit, 0) + " " + target.unit, target.note,
                     number(target.measured, 1) + " " + target.unit},
                    !target.is_met());
    }
    return table({"target", "at most", "where", "measured"}, rows);
}

std::string series_table(const std::vector<BreakSeries>& all) {
    std::string rows;
    for (const BreakSeries& series : all) {
        double longest = 0;
        int broke = 0;
        for (const BreakPoint& point : series.points) {
            broke += point.break_ms ? 1 : 0;
            longest = std::max(longest, point.break_ms.value_or(0));
        }
        rows += row({series.name, std::to_string(series.points.size()), std::to_string(broke),
                     number(longest, 1), std::to_string(series.outside())},
                    series.outside() > 0);
    }
    return table({"cases", "how many", "broke", "longest, ms", "outside the limits"}, rows);
}

}  // namespace

std::string to_html(const ProtectionReport& report) {
    const ProtectionPlan& plan = report.plan;
    std::string html = page_head("Tallywatt: protection report");
    html += "<h1>Protection report</h1>\n<p>tallywatt-bench " + report.version +
            (report.commit.empty() ? "" : ", commit " + report.commit) +
            (report.machine.empty() ? "" : ", " + report.machine) + ", seed " +
            std::to_string(plan.seed) + ", " + std::to_string(plan.cases) +
            " random cases. To each command " + number(plan.supply_switch.contacts_part_ms, 0) +
            " ms are added until the contacts part and " +
            number(plan.supply_switch.longest_arc_ms, 0) +
            " ms of arc. No conformity is claimed: the switch is a figure, and a meter's switch is "
            "no certified residual-current device.</p>\n<h2>Targets</h2>\n" +
            targets_table(report.targets) + "<h2>Break times</h2>\n" + break_times_svg(report) +
            "<h2>Leakage</h2>\n" + series_table(report.leakage) + "<h2>Over-voltage</h2>\n" +
            series_table(report.over_voltage) + "<h2>Overload</h2>\n" +
            series_table(report.overload) + "<h2>Where the limits are from</h2>\n<ul>\n";
    for (const std::string& source : protection_sources()) {
        html += "<li>" + source + "</li>\n";
    }
    return html + "</ul>\n</body></html>\n";
}

}  // namespace bench
