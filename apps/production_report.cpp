#include "apps/production_report.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

#include "office/domain/production_file.h"

namespace apps {
namespace {

constexpr std::string_view heading =
    "batch,row,meter,key_version,key_check,card,generation,outcome,milliseconds\n";
constexpr std::size_t columns = 9;

// The fields of a line that this program wrote: only the outcome may be quoted, and holds no quote
// or line end.
std::vector<std::string> fields_of(std::string_view line) {
    std::vector<std::string> fields{""};
    bool is_quoted = false;
    for (const char c : line) {
        if (c == '"') {
            is_quoted = !is_quoted;
        } else if (c == ',' && !is_quoted) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    return fields;
}

bool write_line(int file, std::string_view line) {
    return ::write(file, line.data(), line.size()) == static_cast<::ssize_t>(line.size()) &&
           ::fdatasync(file) == 0;
}

}  // namespace

OrComplaint<ProductionReport> ProductionReport::open(const std::filesystem::path& file,
                                                     const std::string& batch) {
    ProductionReport report{batch};
    report.file_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    std::ifstream stream{file, std::ios::binary};
    const std::string content{std::istreambuf_iterator<char>{stream}, {}};
    if (report.file_ < 0 || !stream) {
        return std::unexpected{"cannot open " + file.string()};
    }
    const std::size_t whole =
        content.rfind('\n') == std::string::npos ? 0 : content.rfind('\n') + 1;
    if (::ftruncate(report.file_, static_cast<::off_t>(whole)) != 0 ||
        ::lseek(report.file_, 0, SEEK_END) < 0) {
        return std::unexpected{"cannot write " + file.string()};
    }
    std::string_view rest = std::string_view{content}.substr(0, whole);
    if (rest.empty()) {
        if (!write_line(report.file_, heading)) {
            return std::unexpected{"cannot write " + file.string()};
        }
        return report;
    }
    if (!rest.starts_with(heading)) {
        return std::unexpected{file.string() + " is no production report"};
    }
    for (rest.remove_prefix(heading.size()); !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() + 1);
        const auto fields = fields_of(line);
        if (fields.size() != columns || fields[0] != batch) {
            return std::unexpected{
                file.string() + " is the report of another file: rename it, or restore the file"};
        }
        report.count(fields);
    }
    return report;
}

ProductionReport::ProductionReport(ProductionReport&& other) noexcept
    : batch_{std::move(other.batch_)},
      file_{std::exchange(other.file_, -1)},
      lines_{std::move(other.lines_)} {}

ProductionReport::~ProductionReport() {
    if (file_ >= 0) {
        ::close(file_);
    }
}

void ProductionReport::count(const std::vector<std::string>& fields) {
    std::size_t row = 0;
    std::from_chars(fields[1].data(), fields[1].data() + fields[1].size(), row);
    lines_[row] = {.is_done = fields[7] == "done",
                   .has_keys = !fields[4].empty(),
                   .has_card = !fields[6].empty()};
}

bool ProductionReport::is_done(std::size_t row) const {
    const auto line = lines_.find(row);
    return line != lines_.end() && line->second.is_done;
}

OrComplaint<void> ProductionReport::add(const MadeRow& made) {
    const std::string outcome = made.problem.empty() ? "done" : "failed: " + made.problem;
    const std::string line = batch_ + "," + std::to_string(made.row) + "," +
                             std::to_string(std::to_underlying(made.meter)) + "," +
                             made.key_version + "," + made.key_check + "," + made.serial + "," +
                             made.generation + "," + office::csv_field(outcome) + "," +
                             std::to_string(made.took.count()) + "\n";
    if (!write_line(file_, line)) {
        return std::unexpected{std::string{"the production report cannot be written"}};
    }
    count(fields_of(std::string_view{line}.substr(0, line.size() - 1)));
    return {};
}

ProductionReport::Totals ProductionReport::totals() const {
    Totals totals;
    for (const auto& [row, line] : lines_) {
        ++(line.is_done ? totals.done : totals.failed);
        totals.key_sets += line.is_done && line.has_keys ? 1U : 0U;
        totals.cards += line.is_done && line.has_card ? 1U : 0U;
    }
    return totals;
}

}  // namespace apps
