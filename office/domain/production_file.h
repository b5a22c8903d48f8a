// What a production run is to make: one row for each meter, as CSV (RFC 4180, UTF-8).
//
//   meter     its number
//   keys      yes: its key set for the keying bench; no
//   card      no; any: the next blank card; or the serial of the one to be used, 16 hex digits
//   tariff    the tariff of its account, where the meter has none yet; else empty
//   name, address, phone   of its customer, likewise
//
// The heading names the columns, each once, in any order; meter is needed, keys and card are `no`
// where their column is left out.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "card/identifiers.h"
#include "office/domain/identifiers.h"

namespace office {

inline constexpr std::size_t most_production_rows = 100'000;

struct NoCard {
    bool operator==(const NoCard&) const = default;
};
struct AnyBlankCard {
    bool operator==(const AnyBlankCard&) const = default;
};
using CardWanted = std::variant<NoCard, AnyBlankCard, card::CardSerial>;

struct ProductionRow {
    std::size_t line = 0;  // where the row begins; the heading is line 1
    card::MeterId meter{};
    bool keys = false;
    CardWanted card = NoCard{};
    std::optional<TariffId> tariff;
    std::string name;
    std::string address;
    std::string phone;

    bool operator==(const ProductionRow&) const = default;
};

// Where and why a file is refused, for a person.
struct ProductionFault {
    std::size_t line = 0;
    std::string reason;
};

// In the order of the file, at least one row; no meter and no serial twice.
[[nodiscard]] std::expected<std::vector<ProductionRow>, ProductionFault> parse_production_file(
    std::string_view text);

// The rows as a file of all columns; parse_production_file() reads it back but for the lines.
[[nodiscard]] std::string to_csv(const std::vector<ProductionRow>& rows);

// A field of a CSV row, quoted where it must be.
[[nodiscard]] std::string csv_field(std::string_view text);

}  // namespace office
