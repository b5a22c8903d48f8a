// The texts that requests hold: identifiers, numbers, dates.
#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "office/domain/content.h"
#include "office/web/requests.h"
#include "office/web/secret.h"

namespace office {

std::optional<Quote> parse_quote_id(std::string_view text) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        std::uint8_t byte = 0;
        const char* const pair = text.data() + i;
        if (std::from_chars(pair, pair + 2, byte, 16).ptr != pair + 2) {
            return std::nullopt;
        }
        bytes.push_back(byte);
    }
    const auto quote = decode_quote(bytes);
    // One way of writing it alone, so that a repeated sale is told from another one.
    return quote && quote_id(*quote) == text ? quote : std::nullopt;
}

std::string quote_id(const Quote& quote) {
    return to_hex(encode(quote));
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end || (text.size() > 1 && text.front() == '0')) {
        return std::nullopt;
    }
    return number;
}

std::optional<card::MeterId> parse_meter_id(std::string_view text) {
    const auto number = parse_number(text);
    if (!number || !card::is_valid(card::MeterId{*number})) {
        return std::nullopt;
    }
    return card::MeterId{*number};
}

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto part = [&](std::size_t from, std::size_t digits) -> std::optional<unsigned> {
        unsigned value = 0;
        const char* const end = text.data() + from + digits;
        const auto [stop, error] = std::from_chars(text.data() + from, end, value);
        if (error != std::errc{} || stop != end) {
            return std::nullopt;
        }
        return value;
    };
    const auto year = part(0, 4);
    const auto month = part(5, 2);
    const auto day = part(8, 2);
    if (!year || !month || !day) {
        return std::nullopt;
    }
    return std::chrono::year_month_day{std::chrono::year{static_cast<int>(*year)},
                                       std::chrono::month{*month}, std::chrono::day{*day}};
}

bool is_desk_name(std::string_view text) {
    // "." and ".." are not names but places in an address: nobody could ask for such a desk.
    return !text.empty() && text.size() <= 40 && text != "." && text != ".." &&
           std::ranges::all_of(text, [](char c) {
               return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') ||
                      c == '-' || c == '_' || c == '.';
           });
}

}  // namespace office
