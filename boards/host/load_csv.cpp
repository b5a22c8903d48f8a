#include "boards/host/load_csv.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "boards/host/decimal.h"
#include "boards/host/utc_text.h"
#include "meter/credit/parameters.h"
#include "meter/metrology/power_integrator.h"

namespace boards {
namespace {

constexpr std::string_view time_column = "local_time";
constexpr std::string_view power_column = "active_kw";
constexpr std::string_view voltage_column = "voltage_v";
constexpr int kilowatts_to_milliwatts = 6;  // decimal places
constexpr int volts_to_millivolts = 3;
constexpr base::Millivolts largest_voltage{600'000};

using Fields = std::vector<std::string_view>;
template <typename T>
using Parsed = std::expected<T, LoadCsvError>;

Fields split(std::string_view line) {
    Fields fields;
    for (;;) {
        const std::size_t comma = line.find(',');
        fields.push_back(line.substr(0, comma));
        if (comma == std::string_view::npos) {
            return fields;
        }
        line.remove_prefix(comma + 1);
    }
}

std::string quoted(std::string_view text) {
    constexpr std::size_t most = 40;
    std::string result{"'"};
    for (const char c : text.substr(0, most)) {
        result += c >= ' ' && c <= '~' ? c : '?';
    }
    return result + (text.size() > most ? "...'" : "'");
}

struct Columns {
    std::size_t count = 0;
    std::size_t time = 0;
    std::size_t power = 0;
    std::optional<std::size_t> voltage;
};

std::optional<std::size_t> position_of(const Fields& heading, std::string_view name) {
    const auto found = std::ranges::find(heading, name);
    if (found == heading.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - heading.begin());
}

Parsed<Columns> parse_heading(std::string_view line) {
    const Fields heading = split(line);
    const auto time = position_of(heading, time_column);
    const auto power = position_of(heading, power_column);
    if (!time || !power) {
        return std::unexpected{
            LoadCsvError{.line = 1,
                         .column = std::string{time ? power_column : time_column},
                         .reason = "the heading has no such column"}};
    }
    return Columns{.count = heading.size(),
                   .time = *time,
                   .power = *power,
                   .voltage = position_of(heading, voltage_column)};
}

// Takes the rows one after the other.
class Rows {
 public:
    explicit Rows(const Columns& columns) : columns_{columns} {}

    Parsed<void> add(std::size_t line, std::string_view row) {
        const Fields fields = split(row);
        if (fields.size() != columns_.count) {
            return refuse(line, {},
                          "has " + std::to_string(fields.size()) + " fields, the heading has " +
                              std::to_string(columns_.count));
        }
        const auto time = parse_date_time(fields[columns_.time]);
        if (!time) {
            return refuse(
                line, time_column,
                quoted(fields[columns_.time]) + " is not a time like 2006-12-16T17:24:00");
        }
        if (!load_.readings.empty() && *time <= last_time_) {
            return refuse(line, time_column,
                          quoted(fields[columns_.time]) + " does not come after the row before");
        }
        if (load_.readings.empty()) {
            load_.first_time = *time;
        }
        last_time_ = *time;
        return add_values(line, *time, fields);
    }

    [[nodiscard]] MeasuredLoad take() { return std::move(load_); }

 private:
    static std::unexpected<LoadCsvError> refuse(std::size_t line, std::string_view column,
                                                std::string reason) {
        return std::unexpected{
            LoadCsvError{.line = line, .column = std::string{column}, .reason = std::move(reason)}};
    }

    Parsed<void> add_values(std::size_t line, std::chrono::sys_seconds time, const Fields& fields) {
        LoadReading reading{
            .since_start = time - load_.first_time, .power = {}, .voltage = meter::nominal_voltage};
        if (fields[columns_.power].empty()) {
            if (load_.readings.empty()) {
                return refuse(line, power_column, "the first reading has no value to begin with");
            }
            load_.gaps.push_back({.line = line, .time = time});
            reading.power = load_.readings.back().power;
            reading.voltage = load_.readings.back().voltage;
            load_.readings.push_back(reading);
            return {};
        }
        const auto power = scaled_decimal(fields[columns_.power], kilowatts_to_milliwatts);
        if (!power || *power > meter::PowerIntegrator::largest_power.count()) {
            return refuse(line, power_column,
                          quoted(fields[columns_.power]) +
                              " is not a number of kilowatts from 0 "
                              "to 1000 with at most 6 decimals");
        }
        reading.power = base::Milliwatts{*power};
        if (columns_.voltage) {
            const auto voltage = scaled_decimal(fields[*columns_.voltage], volts_to_millivolts);
            if (!voltage || *voltage > largest_voltage.count()) {
                return refuse(line, voltage_column,
                              quoted(fields[*columns_.voltage]) +
                                  " is not a number of volts from 0 to 600 with at most 3 "
                                  "decimals");
            }
            reading.voltage = base::Millivolts{*voltage};
        }
        load_.readings.push_back(reading);
        return {};
    }

    Columns columns_;
    MeasuredLoad load_;
    std::chrono::sys_seconds last_time_{};
};

// The next line of `text`, without its end, which is taken away.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

}  // namespace

std::string LoadCsvError::text() const {
    return "line " + std::to_string(line) + (column.empty() ? "" : ", column " + column) + ": " +
           reason;
}

std::expected<MeasuredLoad, LoadCsvError> parse_load_csv(std::string_view text) {
    const auto columns = parse_heading(take_line(text));
    if (!columns) {
        return std::unexpected{columns.error()};
    }
    if (text.empty()) {
        return std::unexpected{
            LoadCsvError{.line = 2, .column = {}, .reason = "there is no reading"}};
    }
    Rows rows{*columns};
    for (std::size_t line = 2; !text.empty(); ++line) {
        if (const auto added = rows.add(line, take_line(text)); !added) {
            return std::unexpected{added.error()};
        }
    }
    return rows.take();
}

}  // namespace boards
