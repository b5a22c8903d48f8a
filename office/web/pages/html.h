// Small pieces of HTML. Whatever is not markup of ours goes through `escaped`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace office {

[[nodiscard]] std::string escaped(std::string_view text);

// `count` with a point before its last `decimals` digits.
[[nodiscard]] std::string decimal_text(std::int64_t count, std::size_t decimals);

// "12.345" for 12,345 Wh: kilowatt-hours, exact.
[[nodiscard]] std::string kilowatt_hours_text(std::int64_t watt_hours);

// How many decimals people write a currency's amounts with.
[[nodiscard]] std::size_t decimals_of(std::string_view currency);

// "EUR 12.34" for 1,234 minor units; the currency says how many decimals it has.
[[nodiscard]] std::string money_text(std::int64_t minor_units, std::string_view currency);

// A table's cells as text, escaped here; all but `text` stand right-aligned, and a meter leads to
// its customer, a receipt to its page.
enum class Cell : std::uint8_t { text, number, meter, receipt };
struct TableCell {
    Cell kind = Cell::text;
    std::string text;
};
[[nodiscard]] std::string table_row(std::initializer_list<TableCell> cells);
[[nodiscard]] std::string table_head(std::initializer_list<TableCell> cells);

}  // namespace office
