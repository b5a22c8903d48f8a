// Imports of CSV lines: premises with their transformers, and feeder readings. Whole or not at all.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "office/domain/roles.h"
#include "office/web/handlers.h"
#include "office/web/json_fields.h"
#include "office/web/json_writer.h"
#include "office/web/requests.h"

namespace office {
namespace {

constexpr std::string_view link_columns = "meter,transformer,district,from";
constexpr std::string_view feeder_columns = "transformer,date,total_wh";
constexpr std::size_t most_faults_told = 20;
constexpr std::size_t longest_import = 60'000;  // bytes

// A line's number in the file, from 1 on, and its fields.
struct CsvLine {
    std::size_t number = 0;
    std::vector<std::string> fields;
};

std::vector<std::string> fields_of(std::string_view line) {
    std::vector<std::string> fields;
    while (true) {
        const std::size_t comma = line.find(',');
        fields.emplace_back(line.substr(0, comma));
        if (comma == std::string_view::npos) {
            return fields;
        }
        line.remove_prefix(comma + 1);
    }
}

FieldError wrong(std::size_t line, std::string_view must_be) {
    return {FieldProblem::out_of_range, "csv",
            "line " + std::to_string(line) + ": " + std::string{must_be}};
}

struct ImportRequest {
    std::vector<CsvLine> lines;
    bool is_dry_run = false;
};

// The lines below the row of names, which must be `columns`; empty ones are passed over.
std::expected<std::vector<CsvLine>, FieldError> lines_of(std::string_view body,
                                                         std::string_view columns) {
    std::vector<CsvLine> lines;
    const std::size_t width = fields_of(columns).size();
    for (std::size_t number = 1; !body.empty(); ++number) {
        const std::size_t end = body.find('\n');
        std::string_view line = body.substr(0, end);
        body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (number == 1) {
            if (line.starts_with("\xEF\xBB\xBF")) {
                line.remove_prefix(3);
            }
            if (line != columns) {
                return std::unexpected{wrong(1, "the row of names is " + std::string{columns})};
            }
            continue;
        }
        if (line.empty()) {
            continue;
        }
        lines.push_back({number, fields_of(line)});
        if (lines.back().fields.size() != width) {
            return std::unexpected{
                wrong(number, "a line has " + std::to_string(width) + " fields without quotes")};
        }
    }
    return lines;
}

Decoded<ImportRequest> decode_import(std::string_view body, std::string_view columns) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    const std::string csv = fields->text("csv", longest_import);
    ImportRequest request{.lines = {}, .is_dry_run = fields->optional_flag("dry_run", false)};
    if (const auto finished = fields->finish(); !finished) {
        return std::unexpected{finished.error()};
    }
    auto lines = lines_of(csv, columns);
    if (!lines) {
        return std::unexpected{lines.error()};
    }
    request.lines = std::move(*lines);
    return request;
}

Decoded<PremisesLink> link_of(const CsvLine& line) {
    const auto meter = parse_meter_id(line.fields[0]);
    const auto from = parse_date(line.fields[3]);
    if (!meter) {
        return std::unexpected{wrong(line.number, "a meter has 1 to 12 digits")};
    }
    if (!from) {
        return std::unexpected{wrong(line.number, "a date like 2026-11-22")};
    }
    return PremisesLink{*meter, line.fields[1], line.fields[2], *from};
}

Decoded<FeederReading> reading_of(const CsvLine& line) {
    const auto date = parse_date(line.fields[1]);
    const auto total = parse_number(line.fields[2]);
    if (!date) {
        return std::unexpected{wrong(line.number, "a date like 2026-11-22")};
    }
    if (!total || std::cmp_greater(*total, any_amount)) {
        return std::unexpected{wrong(line.number, "a total of whole watt-hours")};
    }
    return FeederReading{line.fields[0], *date, base::WattHours{static_cast<std::int64_t>(*total)}};
}

// Every line that is refused, by its number in the file.
std::string faults_text(const ImportCheck& check, const std::vector<CsvLine>& lines) {
    std::string text;
    for (std::size_t i = 0; i < std::min(check.faults.size(), most_faults_told); ++i) {
        const LineFault& fault = check.faults[i];
        const std::size_t number = lines.empty() ? 1 : lines[fault.line - 1].number;
        text += (text.empty() ? "line " : "; line ") + std::to_string(number) + ": " +
                std::string{problem_of(fault.refusal).code};
    }
    if (check.faults.size() > most_faults_told) {
        text += "; and " + std::to_string(check.faults.size() - most_faults_told) + " more";
    }
    return text;
}

HttpResponse imported(int status, const Imported& lines, bool is_repeat, bool is_dry_run) {
    JsonWriter json;
    json.begin_object()
        .member("added", lines.added)
        .member("unchanged", lines.unchanged)
        .member("dry_run", is_dry_run)
        .member("is_repeat", is_repeat)
        .end_object();
    return json_response(status, json.take());
}

template <typename Import>
HttpResponse post_import(Counter& counter, const Call& call, const Import& asked,
                         const ImportRequest& request) {
    const auto check = counter.store.check(asked);
    if (!check) {
        return to_response(problem_of(check.error()));
    }
    if (!check->faults.empty()) {
        Problem problem = problem_of(check->faults.front().refusal);
        problem.detail = faults_text(*check, request.lines);
        problem.field = "csv";
        return to_response(problem);
    }
    if (request.is_dry_run) {
        return imported(200,
                        {static_cast<std::uint32_t>(check->added.size()),
                         static_cast<std::uint32_t>(check->unchanged)},
                        false, true);
    }
    const auto posted = post<Imported>(counter, call, asked);
    if (!posted) {
        return posted.error();
    }
    return imported(posted->is_repeat ? 200 : 201, posted->answer, posted->is_repeat, false);
}

// The lines asked for, each made by `make`, in a command of their own.
template <typename Import, typename Line, typename Make>
HttpResponse import_lines(Counter& counter, const Call& call, std::string_view columns,
                          std::vector<Line> Import::* lines, Make make) {
    if (!is_permitted(call.user.role, Import{})) {
        return to_response(problems::not_permitted());
    }
    const auto request = decode_import(call.request.body, columns);
    if (!request) {
        return to_response(problem_of(request.error()));
    }
    Import asked;
    for (const CsvLine& line : request->lines) {
        auto made = make(line);
        if (!made) {
            return to_response(problem_of(made.error()));
        }
        (asked.*lines).push_back(std::move(*made));
    }
    return post_import(counter, call, asked, *request);
}

}  // namespace

HttpResponse import_links(Counter& counter, const Call& call) {
    return import_lines(counter, call, link_columns, &LinkPremises::links, link_of);
}

HttpResponse import_feeder_readings(Counter& counter, const Call& call) {
    return import_lines(counter, call, feeder_columns, &RecordFeederReadings::readings, reading_of);
}

}  // namespace office
