// What forms are made of, and how what people type into them is read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "office/domain/identifiers.h"
#include "office/web/pages/page_visit.h"

namespace office {

// What every form of ours begins with.
[[nodiscard]] std::string form_start(const PageVisit& visit);
// The same with a fresh command id: the form can be sent twice and does its work once.
[[nodiscard]] std::string form_start_with_id(const PageVisit& visit);
// ... or with the id that the visit's own form carried, to send it again.
[[nodiscard]] std::string form_start_again(const PageVisit& visit);

[[nodiscard]] std::string hidden(std::string_view name, std::string_view value);

// A labelled field. `complaint`, where there is one, stands beside it and is read out with it.
struct Field {
    std::string_view label;
    std::string_view name;
    std::string_view value{};
    std::string_view attributes{};  // further ones, ours
    std::string_view complaint{};
};
[[nodiscard]] std::string field(const Field& of);

// A labelled choice of one of `choices`, each a value and its words.
struct Selection {
    std::string_view label;
    std::string_view name;
    std::string_view chosen{};
    std::vector<std::pair<std::string, std::string>> choices{};
    std::string_view complaint{};
};
[[nodiscard]] std::string selection(const Selection& of);

// What people type: digits with at most `decimals` after a point, as a count of the smallest unit;
// nothing for anything else, a sign and 17 digits or more included.
[[nodiscard]] std::optional<std::int64_t> parse_decimal(std::string_view text,
                                                        std::size_t decimals);
[[nodiscard]] std::optional<base::MinorUnits> parse_money(std::string_view text,
                                                          std::string_view currency);
[[nodiscard]] std::optional<base::WattHours> parse_kilowatt_hours(std::string_view text);

// Whether people can read every character of a text: UTF-8 without control characters.
[[nodiscard]] bool is_readable(std::string_view text);

// For the query of an address.
[[nodiscard]] std::string query_encoded(std::string_view text);

}  // namespace office
