#include "bench/chart.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "bench/svg.h"

namespace bench {
namespace {

constexpr double panel_width = 600;
constexpr double panel_height = 360;
constexpr double left = 60;
constexpr double right = 20;
constexpr double top = 40;
constexpr double bottom = 50;
constexpr double scale_percent = 0.5;
constexpr double lowest_amperes = 0.001;
constexpr double decades = 5;
constexpr std::array<const char*, 3> colours{"#1b5e9e", "#c0392b", "#2e8b57"};

// One panel's coordinates.
struct Panel {
    double x0;
    double y0;

    [[nodiscard]] double x(double amperes) const {
        return x0 + left +
               std::log10(amperes / lowest_amperes) / decades * (panel_width - left - right);
    }
    [[nodiscard]] double y(double percent) const {
        const double held = std::clamp(percent, -scale_percent, scale_percent);
        return y0 + top + (1 - held / scale_percent) / 2 * (panel_height - top - bottom);
    }
};

std::string frame(const Panel& panel, const std::string& title) {
    std::string svg = label(panel.x0 + panel_width / 2, panel.y0 + 22, "middle", title);
    for (int tenth = -5; tenth <= 5; tenth += tenth == -1 || tenth == 0 ? 1 : 2) {
        const double percent = tenth / 10.0;
        svg += line(panel.x(0.001), panel.y(percent), panel.x(100), panel.y(percent),
                    tenth == 0 ? "stroke=\"#444\"" : "stroke=\"#ddd\"");
        svg += label(panel.x(0.001) - 6, panel.y(percent) + 4, "end", text("%.1f", percent));
    }
    for (const auto& [amperes, name] : {std::pair{0.001, "1 mA"},
                                        {0.01, "10 mA"},
                                        {0.1, "100 mA"},
                                        {1.0, "1 A"},
                                        {10.0, "10 A"},
                                        {100.0, "100 A"}}) {
        svg += line(panel.x(amperes), panel.y(scale_percent), panel.x(amperes),
                    panel.y(-scale_percent), "stroke=\"#ddd\"");
        svg += label(panel.x(amperes), panel.y0 + panel_height - 30, "middle", name);
    }
    for (const double sign : {1.0, -1.0}) {
        const char* style = "stroke=\"#888\" stroke-dasharray=\"5 3\"";
        svg += line(panel.x(0.05), panel.y(0.4 * sign), panel.x(0.25), panel.y(0.4 * sign), style);
        svg += line(panel.x(0.25), panel.y(0.2 * sign), panel.x(100), panel.y(0.2 * sign), style);
    }
    return svg;
}

std::string curve(const Panel& panel, const Curve& curve, const char* colour) {
    std::string points;
    std::string dots;
    for (const CurvePoint& point : curve.points) {
        const double x = panel.x(point.amperes);
        const double y = panel.y(point.error_percent);
        points += text("%.1f,%.1f ", x, y);
        dots += text("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>\n", x, y, colour);
    }
    return text("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"", colour) +
           points + "\"/>\n" + dots;
}

}  // namespace

std::string error_curves_svg(const std::vector<ConverterResult>& results) {
    const auto rows = static_cast<double>((results.size() + 1) / 2);
    const double height = rows * panel_height + 30;
    std::string svg = svg_head(2 * panel_width, height);
    for (std::size_t i = 0; i < results.size(); ++i) {
        const Panel panel{static_cast<double>(i % 2) * panel_width,
                          static_cast<double>(i / 2) * panel_height};
        svg += frame(panel, results[i].name + ": error of active energy in %, over current");
        for (std::size_t k = 0; k < results[i].curves.size() && k < colours.size(); ++k) {
            svg += curve(panel, results[i].curves[k], colours[k]);
        }
    }
    double x = left;
    if (!results.empty()) {
        for (std::size_t k = 0; k < results[0].curves.size() && k < colours.size(); ++k) {
            svg += line(x, height - 14, x + 24, height - 14,
                        text("stroke=\"%s\" stroke-width=\"3\"", colours[k]).c_str());
            svg +=
                label(x + 30, height - 10, "start", "power factor " + results[0].curves[k].factor);
            x += 190;
        }
        svg += label(x, height - 10, "start", "dashed: limit of class 0.2S at power factor 1");
    }
    return svg + "</svg>\n";
}

}  // namespace bench
