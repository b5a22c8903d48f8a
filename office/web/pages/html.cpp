#include "office/web/pages/html.h"

#include <algorithm>
#include <array>

namespace office {
namespace {

std::string linked(const TableCell& cell) {
    const std::string text = escaped(cell.text);
    switch (cell.kind) {
        case Cell::text:
        case Cell::number:
            return text;
        case Cell::meter:
            return "<a href=\"/customers/" + text + "\">" + text + "</a>";
        case Cell::receipt:
            return "<a href=\"/counter/receipts/" + text + "\">" + text + "</a>";
    }
    return text;
}

std::string cells_of(std::string_view tag, std::initializer_list<TableCell> cells) {
    std::string row = "<tr>";
    for (const TableCell& cell : cells) {
        row += '<';
        row += tag;
        row += cell.kind == Cell::text ? ">" : " class=\"number\">";
        row += linked(cell);
        row += "</";
        row += tag;
        row += '>';
    }
    return row + "</tr>\n";
}

}  // namespace

// ISO 4217: two decimals but for these.
std::size_t decimals_of(std::string_view currency) {
    constexpr std::array none{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                              "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};
    constexpr std::array three{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
    if (std::ranges::find(none, currency) != none.end()) {
        return 0;
    }
    return std::ranges::find(three, currency) != three.end() ? 3 : 2;
}

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out.push_back(c);
        }
    }
    return out;
}

std::string decimal_text(std::int64_t count, std::size_t decimals) {
    const bool is_negative = count < 0;
    std::string digits = std::to_string(count);
    digits.erase(0, is_negative ? 1 : 0);
    if (digits.size() <= decimals) {
        digits.insert(0, decimals + 1 - digits.size(), '0');
    }
    if (decimals > 0) {
        digits.insert(digits.size() - decimals, 1, '.');
    }
    return (is_negative ? "-" : "") + digits;
}

std::string kilowatt_hours_text(std::int64_t watt_hours) {
    return decimal_text(watt_hours, 3);
}

std::string money_text(std::int64_t minor_units, std::string_view currency) {
    return std::string{currency} + ' ' + decimal_text(minor_units, decimals_of(currency));
}

std::string table_row(std::initializer_list<TableCell> cells) {
    return cells_of("td", cells);
}
std::string table_head(std::initializer_list<TableCell> cells) {
    return cells_of("th", cells);
}

}  // namespace office
