#include <array>
#include <cmath>

#include "bench/protection.h"
#include "bench/svg.h"

namespace bench {
namespace {

constexpr double panel_width = 620;
constexpr double height = 460;
constexpr double left = 60;
constexpr double right = 20;
constexpr double top = 40;
constexpr double bottom = 90;
constexpr std::array<const char*, 5> colours{"#1b5e9e", "#2e8b57", "#c07020", "#8e44ad", "#444"};
constexpr const char* limit_style = "stroke=\"#c0392b\" stroke-width=\"1.5\"";

// One panel's coordinates: what is applied, straight or logarithmic, and time, logarithmic.
struct Panel {
    double x0;
    double lowest;
    double highest;
    bool is_logarithmic;
    double shortest_ms;
    double longest_ms;

    [[nodiscard]] double x(double applied) const {
        const double way = is_logarithmic ? std::log(applied / lowest) / std::log(highest / lowest)
                                          : (applied - lowest) / (highest - lowest);
        return x0 + left + way * (panel_width - left - right);
    }
    [[nodiscard]] double y(double milliseconds) const {
        const double way =
            std::log(milliseconds / shortest_ms) / std::log(longest_ms / shortest_ms);
        return height - bottom - way * (height - top - bottom);
    }
};

template <typename Values>
std::string frame(const Panel& panel, const std::string& title, const Values& applied,
                  const char* unit) {
    std::string svg = label(panel.x0 + panel_width / 2, 22, "middle", title);
    for (const double value : applied) {
        svg += line(panel.x(value), panel.y(panel.shortest_ms), panel.x(value),
                    panel.y(panel.longest_ms), "stroke=\"#ddd\"");
        svg += label(panel.x(value), height - bottom + 18, "middle", text("%g%s", value, unit));
    }
    for (double time = panel.shortest_ms; time <= panel.longest_ms * 1.001; time *= 10) {
        svg += line(panel.x(panel.lowest), panel.y(time), panel.x(panel.highest), panel.y(time),
                    "stroke=\"#ddd\"");
        svg += label(panel.x(panel.lowest) - 6, panel.y(time) + 4, "end",
                     time < 1000 ? text("%g ms", time) : text("%g s", time / 1000));
    }
    return svg;
}

std::string dots(const Panel& panel, const BreakSeries& series, const char* colour) {
    std::string svg = text("<g fill=\"%s\" fill-opacity=\"0.5\">\n", colour);
    for (const BreakPoint& point : series.points) {
        if (point.break_ms) {
            svg += text("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"/>\n", panel.x(point.applied),
                        panel.y(*point.break_ms), point.is_outside ? "5" : "1.2");
        }
    }
    return svg + "</g>\n";
}

std::string leakage_limit_lines(const Panel& panel) {
    std::string svg = line(panel.x(0.5), panel.y(panel.shortest_ms), panel.x(0.5),
                           panel.y(panel.longest_ms), limit_style);
    double last_ms = panel.longest_ms;
    constexpr std::array<double, 4> steps{1, 2, 5, 100};
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        const double limit_ms = leakage_limits(ResidualShape::sine, steps[i]).longest_ms;
        svg += line(panel.x(steps[i]), panel.y(last_ms), panel.x(steps[i]), panel.y(limit_ms),
                    limit_style);
        svg += line(panel.x(steps[i]), panel.y(limit_ms), panel.x(steps[i + 1]), panel.y(limit_ms),
                    limit_style);
        last_ms = limit_ms;
    }
    return svg;
}

std::string voltage_limit_lines(const Panel& panel) {
    std::string svg = line(panel.x(255), panel.y(panel.shortest_ms), panel.x(255),
                           panel.y(panel.longest_ms), limit_style);
    for (double volts = 275; volts < 420; volts += 5) {
        const BreakLimits from = over_voltage_limits(volts);
        const BreakLimits to = over_voltage_limits(volts + 5);
        svg += line(panel.x(volts), panel.y(from.shortest_ms), panel.x(volts + 5),
                    panel.y(to.shortest_ms), limit_style);
        svg += line(panel.x(volts), panel.y(from.longest_ms), panel.x(volts + 5),
                    panel.y(to.longest_ms), limit_style);
    }
    return svg;
}

std::string overload_limit_lines(const Panel& panel) {
    std::string svg = line(panel.x(1), panel.y(panel.shortest_ms), panel.x(1),
                           panel.y(panel.longest_ms), limit_style);
    for (const int seconds : overload_delays) {
        const BreakLimits limits = overload_limits(panel.highest, std::chrono::seconds{seconds});
        for (const double time : {limits.shortest_ms, limits.longest_ms}) {
            svg +=
                line(panel.x(1), panel.y(time), panel.x(panel.highest), panel.y(time), limit_style);
        }
    }
    return svg;
}

std::string legend(double x, double y, const std::string& name, const char* colour) {
    return text("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>\n", x, y - 4, colour) +
           label(x + 8, y, "start", name);
}

}  // namespace

std::string break_times_svg(const ProtectionReport& report) {
    const Panel leakage{0, 0.05, 100, true, 10, 1000};
    const Panel voltage{panel_width, 200, 420, false, 10, 100'000};
    const Panel overload{2 * panel_width, 0.5, 3, true, 100, 100'000};
    std::string svg = svg_head(3 * panel_width, height);
    svg += frame(leakage, "Leakage: break time over times the rated 30 mA (RMS)",
                 std::array<double, 9>{0.05, 0.1, 0.5, 1, 2, 5, 10, 20, 100}, "");
    for (std::size_t i = 0; i < report.leakage.size() && i < colours.size(); ++i) {
        svg += dots(leakage, report.leakage[i], colours[i]);
        svg += legend(left + 190 * static_cast<double>(i % 3),
                      height - 36 + 18 * static_cast<double>(i / 3), report.leakage[i].name,
                      colours[i]);
    }
    svg += leakage_limit_lines(leakage);
    svg += frame(voltage, "Over-voltage: break time over RMS voltage",
                 std::array<double, 6>{200, 255, 275, 300, 350, 400}, " V");
    for (const BreakSeries& series : report.over_voltage) {
        svg += dots(voltage, series, colours[0]);
    }
    svg += voltage_limit_lines(voltage);
    svg += label(panel_width + left, height - 36, "start",
                 "red: the limits; of leakage those of a sine, half waves have them at 1.4 times");
    svg += label(panel_width + left, height - 18, "start",
                 "a case that did not break has no dot; one outside its limits would be large");
    svg += frame(overload, "Overload: break time over times the power limit, delays of 1 to 30 s",
                 std::array<double, 6>{0.5, 0.75, 1, 1.5, 2, 3}, "");
    for (const BreakSeries& series : report.overload) {
        svg += dots(overload, series, colours[0]);
    }
    svg += overload_limit_lines(overload);
    return svg + "</svg>\n";
}

}  // namespace bench
