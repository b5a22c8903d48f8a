#include "apps/personalise.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <utility>

#include "apps/office_parts.h"
#include "apps/production.h"
#include "apps/production_cards.h"
#include "apps/production_report.h"
#include "office/domain/production_file.h"
#include "office/domain/roles.h"

namespace apps {
namespace {

namespace fs = std::filesystem;
using office::ProductionRow;

// A bar on a terminal, nothing elsewhere; the lines of rows go to stdout either way.
class ProgressBar {
 public:
    explicit ProgressBar(std::size_t rows) : rows_{rows}, is_shown_{::isatty(STDERR_FILENO) == 1} {}

    void show(std::size_t row, const std::string& what) const {
        constexpr std::size_t width = 30;
        if (is_shown_) {
            const std::size_t filled = width * row / rows_;
            const std::string bar = std::string(filled, '#') + std::string(width - filled, '.');
            std::fprintf(stderr, "\r\033[K[%s] %zu of %zu  %s%s", bar.c_str(), row, rows_,
                         what.c_str(), row == rows_ ? "\n" : "");
        }
    }
    // For a person who changes cards.
    void ask(const std::string& what) const {
        std::fprintf(stderr, is_shown_ ? "\n  %s: " : "%s\n", what.c_str());
    }

 private:
    std::size_t rows_;
    bool is_shown_;
};

OrComplaint<void> tell_plan(const Production& production, const Batch& batch) {
    std::size_t keys = 0;
    std::size_t accounts = 0;
    std::size_t cards = 0;
    std::size_t refused = 0;
    for (std::size_t number = 1; number <= batch.rows.size(); ++number) {
        const ProductionRow& row = batch.rows[number - 1];
        keys += row.keys ? 1U : 0U;
        accounts += row.tariff ? 1U : 0U;
        cards += std::holds_alternative<office::NoCard>(row.card) ? 0U : 1U;
        if (const std::string problem = production.plan(number); !problem.empty()) {
            std::printf("line %zu, meter %llu: %s\n", row.line,
                        static_cast<unsigned long long>(row.meter), problem.c_str());
            ++refused;
        }
    }
    std::printf("batch %s: %zu meters, %zu key sets, %zu accounts, %zu cards; %zu rows refused\n",
                batch.name.c_str(), batch.rows.size(), keys, accounts, cards, refused);
    if (refused > 0) {
        return complain(std::to_string(refused) + " rows cannot be made: nothing was");
    }
    return {};
}

OrComplaint<void> tell_totals(const ProductionReport::Totals& totals, std::size_t cards_now,
                              std::chrono::milliseconds card_time, const Batch& batch,
                              const fs::path& file) {
    const std::size_t rows = batch.rows.size();
    std::string text = "production of batch " + batch.name + "\n";
    text += "rows            " + std::to_string(rows) + "\n";
    text += "done            " + std::to_string(totals.done) + "\n";
    text += "failed          " + std::to_string(totals.failed) + "\n";
    text += "key sets        " + std::to_string(totals.key_sets) + "\n";
    text += "cards           " + std::to_string(totals.cards) + "\n";
    if (cards_now > 0 && card_time.count() > 0) {
        const auto per_minute = 60'000 * cards_now / static_cast<std::size_t>(card_time.count());
        text += "cards a minute  " + std::to_string(per_minute) + "\n";
    }
    std::ofstream stream{file};
    stream << text;
    std::fputs(text.c_str(), stdout);
    if (!stream.flush()) {
        return complain("cannot write " + file.string());
    }
    if (totals.done < rows) {
        return complain(std::to_string(rows - totals.done) +
                        " rows are not made: run it again once their reasons are gone");
    }
    return {};
}

OrComplaint<void> make_all(const Production& production, const Batch& batch,
                           const ProductionOptions& options) {
    auto report = ProductionReport::open(options.file.string() + ".report.csv", batch.name);
    if (!report) {
        return complain(report.error());
    }
    const ProgressBar bar{batch.rows.size()};
    const auto cards =
        options.card_files.empty()
            ? cards_in_reader(options.reader, std::chrono::seconds{options.patience_seconds},
                              [&bar](const std::string& what) { bar.ask(what); })
            : cards_in_folder(options.card_files);
    std::size_t cards_now = 0;
    std::chrono::milliseconds card_time{};
    for (std::size_t number = 1; number <= batch.rows.size(); ++number) {
        if (report->is_done(number)) {
            continue;
        }
        const MadeRow made = production.make(number, *cards);
        if (const auto kept = report->add(made); !kept) {
            return kept;
        }
        if (made.problem.empty() && !made.serial.empty()) {
            ++cards_now;
            card_time += made.took;
        }
        std::printf(
            "%zu meter %llu%s%s%s\n", number, static_cast<unsigned long long>(made.meter),
            made.key_check.empty() ? "" : (" keys " + made.key_check).c_str(),
            made.serial.empty() ? "" : (" card " + made.serial + "/" + made.generation).c_str(),
            made.problem.empty() ? "" : (" failed: " + made.problem).c_str());
        std::fflush(stdout);
        bar.show(number, "meter " + std::to_string(std::to_underlying(made.meter)));
    }
    return tell_totals(report->totals(), cards_now, card_time, batch,
                       options.file.string() + ".report.txt");
}

}  // namespace

OrComplaint<void> personalise(const ProductionOptions& options) {
    const auto batch = read_batch(options.file);
    if (!batch) {
        return complain(batch.error());
    }
    const auto opened = open_office(options.data, 2);
    if (!opened) {
        return complain(opened.error());
    }
    const auto person = prove_one(*opened->store, options.user);
    const auto clock = clock_of_zone(opened->store->settings().time_zone);
    if (!person || !clock) {
        return complain(person ? clock.error() : person.error());
    }
    if (!office::is_permitted(person->role, office::RegisterMeter{})) {
        return complain(person->name + " may not register meters");
    }
    std::error_code error;
    fs::create_directories(options.keys, error);
    fs::permissions(options.keys, fs::perms::owner_all, error);
    if (error) {
        return complain("cannot make " + options.keys.string());
    }
    office::GroupCommitWriter writer{*opened->store, *clock, *opened->keys};
    const Production production{*opened, writer, person->user, options, *batch};
    if (options.is_dry_run) {
        return tell_plan(production, *batch);
    }
    return make_all(production, *batch, options);
}

}  // namespace apps
