#include "bench/html.h"

#include <array>
#include <cstdio>

namespace bench {

std::string page_head(const std::string& title) {
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title +
           R"(</title>
<style>
body { font: 15px/1.4 "DejaVu Sans", sans-serif; max-width: 1240px; margin: 2em auto; padding: 0 1em; }
table { border-collapse: collapse; margin: 0.5em 0 1.5em; }
th, td { border-bottom: 1px solid #ddd; padding: 2px 10px; text-align: right; }
th:first-child, td:first-child { text-align: left; }
td.missed { color: #b00; font-weight: bold; }
</style></head><body>
)";
}

std::string number(double value, int digits) {
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.*f", digits, value);
    return buffer.data();
}

std::string row(const std::vector<std::string>& cells, bool missed) {
    std::string html = "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool last = i + 1 == cells.size();
        html += (missed && last ? "<td class=\"missed\">" : "<td>") + cells[i] + "</td>";
    }
    return html + "</tr>\n";
}

std::string table(const std::vector<std::string>& titles, const std::string& rows) {
    std::string html = "<table><tr>";
    for (const std::string& title : titles) {
        html += "<th>" + title + "</th>";
    }
    return html + "</tr>\n" + rows + "</table>\n";
}

}  // namespace bench
