#include "office/web/pages/forms.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "office/domain/uuid.h"
#include "office/web/pages/html.h"
#include "office/web/receipts/characters.h"
#include "office/web/secret.h"

namespace office {
namespace {

CommandId fresh_command_id() {
    std::array<std::uint8_t, 16> random{};
    fill_random(random);
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now);
    return uuid_version_7(random, static_cast<std::uint64_t>(milliseconds.count()));
}

bool is_digit(char c) {
    return '0' <= c && c <= '9';
}

// What an input says of itself while there is a complaint about it, and the complaint beside it.
std::string told_wrong(std::string_view name, std::string_view complaint) {
    return complaint.empty()
               ? ""
               : " aria-invalid=\"true\" aria-describedby=\"" + std::string{name} + "-complaint\"";
}

std::string what_is_wrong(std::string_view name, std::string_view complaint) {
    return complaint.empty() ? ""
                             : "<small class=\"wrong\" id=\"" + std::string{name} +
                                   "-complaint\" role=\"alert\">" + escaped(complaint) + "</small>";
}

}  // namespace

std::string form_start(const PageVisit& visit) {
    return hidden("form_token", visit.form_token);
}

std::string form_start_with_id(const PageVisit& visit) {
    return form_start(visit) + hidden("id", to_string(fresh_command_id()));
}

std::string form_start_again(const PageVisit& visit) {
    return form_start(visit) + hidden("id", visit.given("id"));
}

std::string hidden(std::string_view name, std::string_view value) {
    return "<input type=\"hidden\" name=\"" + std::string{name} + "\" value=\"" + escaped(value) +
           "\">\n";
}

std::string field(const Field& of) {
    return "<label>" + std::string{of.label} + "<input name=\"" + std::string{of.name} +
           "\" value=\"" + escaped(is_readable(of.value) ? of.value : std::string_view{}) +
           "\" autocomplete=\"off\" " + std::string{of.attributes} +
           told_wrong(of.name, of.complaint) + ">" + what_is_wrong(of.name, of.complaint) +
           "</label>\n";
}

std::string selection(const Selection& of) {
    std::string html = "<label>" + std::string{of.label} + "<select name=\"" +
                       std::string{of.name} + "\"" + told_wrong(of.name, of.complaint) + ">\n";
    for (const auto& [value, words] : of.choices) {
        html += "<option value=\"" + escaped(value) + "\"" +
                (value == of.chosen ? " selected>" : ">") + escaped(words) + "</option>\n";
    }
    return html + "</select>" + what_is_wrong(of.name, of.complaint) + "</label>\n";
}

std::optional<std::int64_t> parse_decimal(std::string_view text, std::size_t decimals) {
    constexpr std::size_t most_digits = 16;
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view fraction = text.substr(std::min(text.size(), point + 1));
    const bool has_nothing_after_point = point < text.size() && fraction.empty();
    if (point == 0 || has_nothing_after_point || fraction.size() > decimals ||
        point + decimals > most_digits) {
        return std::nullopt;
    }
    std::int64_t count = 0;
    for (const std::string_view part : {text.substr(0, point), fraction}) {
        for (const char c : part) {
            if (!is_digit(c)) {
                return std::nullopt;
            }
            count = count * 10 + (c - '0');
        }
    }
    for (std::size_t i = fraction.size(); i < decimals; ++i) {
        count *= 10;
    }
    return count;
}

std::optional<base::MinorUnits> parse_money(std::string_view text, std::string_view currency) {
    const auto count = parse_decimal(text, decimals_of(currency));
    return count ? std::optional{base::MinorUnits{*count}} : std::nullopt;
}

std::optional<base::WattHours> parse_kilowatt_hours(std::string_view text) {
    constexpr std::size_t decimals = 3;
    const auto count = parse_decimal(text, decimals);
    return count ? std::optional{base::WattHours{*count}} : std::nullopt;
}

bool is_readable(std::string_view text) {
    constexpr char32_t unknown = 0xFFFD;
    return std::ranges::none_of(code_points(text), [](char32_t character) {
        return character < U' ' || character == 0x7F || character == unknown;
    });
}

std::string query_encoded(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        const bool is_plain = is_digit(c) || ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') ||
                              c == '-' || c == '_' || c == '.' || c == '~';
        if (is_plain) {
            encoded += c;
        } else {
            const std::array byte{static_cast<std::uint8_t>(c)};
            encoded += '%' + to_hex(byte);
        }
    }
    return encoded;
}

}  // namespace office
