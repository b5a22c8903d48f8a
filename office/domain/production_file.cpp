#include "office/domain/production_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

#include "card/serial_text.h"
#include "office/domain/commands.h"
#include "office/domain/text.h"

namespace office {
namespace {

struct CsvRow {
    std::size_t line = 0;
    std::vector<std::string> fields;
};

// Takes rows off the front of a text.
class CsvReader {
 public:
    explicit CsvReader(std::string_view text) : rest_{text} {}

    [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
    [[nodiscard]] std::size_t line() const { return line_; }

    // Nothing where a quote is left open, or stands or is followed by something where it may not.
    std::optional<CsvRow> next() {
        CsvRow row{.line = line_, .fields = {}};
        for (;;) {
            auto field = rest_.starts_with('"') ? quoted() : plain();
            if (!field) {
                return std::nullopt;
            }
            row.fields.push_back(std::move(*field));
            if (rest_.starts_with(',')) {
                rest_.remove_prefix(1);
                continue;
            }
            return take_line_end() ? std::optional{std::move(row)} : std::nullopt;
        }
    }

 private:
    std::optional<std::string> plain() {
        const std::size_t end = std::min(rest_.find_first_of(",\r\n\""), rest_.size());
        std::string field{rest_.substr(0, end)};
        rest_.remove_prefix(end);
        return rest_.starts_with('"') ? std::nullopt : std::optional{std::move(field)};
    }

    std::optional<std::string> quoted() {
        std::string field;
        for (;;) {
            rest_.remove_prefix(1);  // a quote
            const std::size_t end = rest_.find('"');
            if (end == std::string_view::npos) {
                return std::nullopt;
            }
            field += rest_.substr(0, end);
            rest_.remove_prefix(end + 1);
            if (!rest_.starts_with('"')) {
                break;
            }
            field += '"';
        }
        line_ += static_cast<std::size_t>(std::ranges::count(field, '\n'));
        return field;
    }

    bool take_line_end() {
        if (rest_.empty()) {
            return true;
        }
        if (rest_.starts_with("\r\n")) {
            rest_.remove_prefix(1);
        }
        if (!rest_.starts_with('\n')) {
            return false;
        }
        rest_.remove_prefix(1);
        ++line_;
        return true;
    }

    std::string_view rest_;
    std::size_t line_ = 1;
};

enum class Column : std::uint8_t { meter, keys, card, tariff, name, address, phone };
constexpr std::array<std::string_view, 7> column_names{"meter", "keys",    "card", "tariff",
                                                       "name",  "address", "phone"};

// Which column each field of a row is.
std::expected<std::vector<Column>, std::string> read_heading(const CsvRow& row) {
    std::vector<Column> columns;
    for (const std::string& name : row.fields) {
        const auto found = std::ranges::find(column_names, name);
        if (found == column_names.end()) {
            return std::unexpected{"there is no column " + name.substr(0, longest_text)};
        }
        const Column column{static_cast<std::uint8_t>(found - column_names.begin())};
        if (std::ranges::find(columns, column) != columns.end()) {
            return std::unexpected{"column " + name + " is there twice"};
        }
        columns.push_back(column);
    }
    if (std::ranges::find(columns, Column::meter) == columns.end()) {
        return std::unexpected{std::string{"column meter is missing"}};
    }
    return columns;
}

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

// Takes one field into `row`; what is wrong with it otherwise.
std::optional<std::string> take(Column column, const std::string& text, ProductionRow& row) {
    switch (column) {
        case Column::meter: {
            const auto meter = number_of<std::uint64_t>(text);
            row.meter = card::MeterId{meter.value_or(0)};
            return card::is_valid(row.meter) ? std::nullopt
                                             : std::optional{"meter must be 1 to 12 digits"};
        }
        case Column::keys:
            row.keys = text == "yes";
            return text == "yes" || text == "no" ? std::nullopt
                                                 : std::optional{"keys must be yes or no"};
        case Column::card:
            if (text == "no" || text == "any") {
                row.card = text == "no" ? CardWanted{NoCard{}} : CardWanted{AnyBlankCard{}};
                return std::nullopt;
            }
            if (const auto serial = card::serial_of(text)) {
                row.card = *serial;
                return std::nullopt;
            }
            return "card must be no, any or 16 hexadecimal digits";
        case Column::tariff:
            if (!text.empty()) {
                const auto tariff = number_of<std::uint32_t>(text);
                if (!tariff || *tariff == 0) {
                    return "tariff must be a number or empty";
                }
                row.tariff = TariffId{*tariff};
            }
            return std::nullopt;
        case Column::name:
            row.name = text;
            break;
        case Column::address:
            row.address = text;
            break;
        case Column::phone:
            row.phone = text;
            break;
    }
    return refused_text(text) ? std::optional{"a text is at most 200 bytes of UTF-8"}
                              : std::nullopt;
}

std::expected<ProductionRow, std::string> read_row(const CsvRow& fields,
                                                   const std::vector<Column>& columns) {
    if (fields.fields.size() != columns.size()) {
        return std::unexpected{"there are " + std::to_string(fields.fields.size()) +
                               " fields, the heading has " + std::to_string(columns.size())};
    }
    ProductionRow row;
    row.line = fields.line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (auto wrong = take(columns[i], fields.fields[i], row)) {
            return std::unexpected{std::move(*wrong)};
        }
    }
    if (row.tariff && refused_name(row.name)) {
        return std::unexpected{std::string{"an account needs a name"}};
    }
    return row;
}

}  // namespace

std::expected<std::vector<ProductionRow>, ProductionFault> parse_production_file(
    std::string_view text) {
    CsvReader csv{text};
    const auto heading = csv.next();
    if (!heading) {
        return std::unexpected{ProductionFault{1, "this is no CSV"}};
    }
    const auto columns = read_heading(*heading);
    if (!columns) {
        return std::unexpected{ProductionFault{1, columns.error()}};
    }
    std::vector<ProductionRow> rows;
    std::set<card::MeterId> meters;
    std::set<card::CardSerial> serials;
    while (!csv.is_at_end()) {
        const std::size_t line = csv.line();
        const auto fields = csv.next();
        if (!fields) {
            return std::unexpected{ProductionFault{line, "a quote or a line end is wrong"}};
        }
        auto row = read_row(*fields, *columns);
        if (!row) {
            return std::unexpected{ProductionFault{line, row.error()}};
        }
        const auto* const serial = std::get_if<card::CardSerial>(&row->card);
        if (!meters.insert(row->meter).second || (serial && !serials.insert(*serial).second)) {
            return std::unexpected{ProductionFault{line, "this meter or card is there twice"}};
        }
        if (rows.size() == most_production_rows) {
            return std::unexpected{ProductionFault{line, "a file has at most 100,000 rows"}};
        }
        rows.push_back(std::move(*row));
    }
    if (rows.empty()) {
        return std::unexpected{ProductionFault{1, "there is no row"}};
    }
    return rows;
}

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        return std::string{text};
    }
    std::string field{'"'};
    for (const char c : text) {
        field += c;
        if (c == '"') {
            field += c;
        }
    }
    return field + '"';
}

std::string to_csv(const std::vector<ProductionRow>& rows) {
    std::string text = "meter,keys,card,tariff,name,address,phone\n";
    for (const ProductionRow& row : rows) {
        text += std::to_string(std::to_underlying(row.meter)) + (row.keys ? ",yes," : ",no,");
        if (const auto* const serial = std::get_if<card::CardSerial>(&row.card)) {
            const auto digits = card::text_of(*serial);
            text.append(digits.data(), digits.size());
        } else {
            text += std::holds_alternative<AnyBlankCard>(row.card) ? "any" : "no";
        }
        text += "," + (row.tariff ? std::to_string(std::to_underlying(*row.tariff)) : "") + "," +
                csv_field(row.name) + "," + csv_field(row.address) + "," + csv_field(row.phone) +
                "\n";
    }
    return text;
}

}  // namespace office
