#include "office/domain/network.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "office/domain/decide.h"

namespace office {
namespace {

using std::chrono::sys_days;

// Names are keys of other systems too: printable, without the characters that CSV is made of.
bool is_network_name(const std::string& name) {
    return !name.empty() && name.size() <= longest_network_name && name.front() != ' ' &&
           name.back() != ' ' && std::ranges::all_of(name, [](char c) {
               return static_cast<unsigned char>(c) >= ' ' && c != '\x7F' && c != ',' && c != '"';
           });
}

// Adds the line to what the books hold, so that later lines are checked against it too.
std::optional<Refusal> take(const PremisesLink& line, NetworkRows& rows, bool& is_new) {
    if (!rows.meters.contains(line.meter)) {
        return Refusal::unknown_meter;
    }
    if (!is_network_name(line.transformer) || !is_network_name(line.district)) {
        return Refusal::network_name_invalid;
    }
    if (!line.from.ok()) {
        return Refusal::date_invalid;
    }
    const auto [district, is_new_transformer] =
        rows.districts.try_emplace(line.transformer, line.district);
    if (district->second != line.district) {
        return Refusal::district_differs;
    }
    const auto [link, is_new_link] =
        rows.links.try_emplace({line.meter, sys_days{line.from}}, line.transformer);
    if (link->second != line.transformer) {
        return Refusal::link_differs;
    }
    is_new = is_new_link;
    return std::nullopt;
}

std::optional<Refusal> take(const FeederReading& line, NetworkRows& rows, bool& is_new) {
    if (!rows.districts.contains(line.transformer)) {
        return Refusal::unknown_transformer;
    }
    if (!line.date.ok()) {
        return Refusal::date_invalid;
    }
    if (line.total.is_negative() || line.total > base::largest_energy) {
        return Refusal::feeder_total_out_of_range;
    }
    const auto [reading, is_new_reading] =
        rows.readings.try_emplace({line.transformer, sys_days{line.date}}, line.total);
    if (!is_new_reading) {
        return reading->second == line.total ? std::nullopt
                                             : std::optional{Refusal::feeder_reading_differs};
    }
    const auto next = std::next(reading);
    const bool falls_after = next != rows.readings.end() && next->first.first == line.transformer &&
                             next->second < line.total;
    const bool falls_before = reading != rows.readings.begin() &&
                              std::prev(reading)->first.first == line.transformer &&
                              std::prev(reading)->second > line.total;
    if (falls_after || falls_before) {
        rows.readings.erase(reading);
        return Refusal::feeder_total_falls;
    }
    is_new = true;
    return std::nullopt;
}

template <typename Line>
ImportCheck check(const std::vector<Line>& lines, NetworkRows rows) {
    ImportCheck result;
    if (lines.empty() || lines.size() > most_import_lines) {
        result.faults.push_back({1, Refusal::import_lines_out_of_range});
        return result;
    }
    for (std::size_t place = 0; place < lines.size(); ++place) {
        bool is_new = false;
        if (const auto refusal = take(lines[place], rows, is_new)) {
            result.faults.push_back({place + 1, *refusal});
        } else if (is_new) {
            result.added.push_back(place);
        } else {
            ++result.unchanged;
        }
    }
    return result;
}

Imported answer_of(const ImportCheck& check) {
    return {static_cast<std::uint32_t>(check.added.size()),
            static_cast<std::uint32_t>(check.unchanged)};
}

template <typename Line>
std::vector<Line> chosen(const std::vector<Line>& lines, const std::vector<std::size_t>& places) {
    std::vector<Line> result;
    for (const std::size_t place : places) {
        result.push_back(lines[place]);
    }
    return result;
}

}  // namespace

ImportCheck check_import(const LinkPremises& given, const NetworkRows& rows) {
    return check(given.links, rows);
}

ImportCheck check_import(const RecordFeederReadings& given, const NetworkRows& rows) {
    return check(given.readings, rows);
}

Decided decide_on(const LinkPremises& given, const Context&, const Rows& rows) {
    const ImportCheck check = check_import(given, rows.network);
    if (!check.faults.empty()) {
        return std::unexpected{check.faults.front().refusal};
    }
    return Decision{answer_of(check), {PremisesLinked{chosen(given.links, check.added)}}, {}};
}

Decided decide_on(const RecordFeederReadings& given, const Context&, const Rows& rows) {
    const ImportCheck check = check_import(given, rows.network);
    if (!check.faults.empty()) {
        return std::unexpected{check.faults.front().refusal};
    }
    return Decision{answer_of(check), {FeederRead{chosen(given.readings, check.added)}}, {}};
}

}  // namespace office
