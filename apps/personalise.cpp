#include "apps/personalise.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "apps/key_files.h"
#include "apps/office_parts.h"
#include "apps/production_cards.h"
#include "apps/production_report.h"
#include "card/serial_text.h"
#include "office/domain/byte_builder.h"
#include "office/domain/key_share.h"
#include "office/domain/production_file.h"
#include "office/domain/roles.h"
#include "office/reader/office_card_work.h"
#include "office/store/sha256.h"
#include "office/web/problem.h"
#include "office/web/secret.h"

namespace apps {
namespace {

namespace fs = std::filesystem;
using office::ProductionRow;

struct Batch {
    std::string name;  // of the file's content
    std::vector<ProductionRow> rows;
};

OrComplaint<Batch> read_batch(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    const std::string content{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream) {
        return complain("cannot read " + file.string());
    }
    auto rows = office::parse_production_file(content);
    if (!rows) {
        return complain(file.string() + " line " + std::to_string(rows.error().line) + ": " +
                        rows.error().reason);
    }
    const auto digest = office::sha256(std::vector<std::uint8_t>{content.begin(), content.end()});
    return Batch{office::to_hex(std::span{digest}.first<8>()), std::move(*rows)};
}

enum class Step : std::uint8_t { meter = 1, keys = 2, account = 3, card = 4 };

// The same for the same step of the same batch, whenever it runs.
office::CommandId id_of(const Batch& batch, std::size_t row, Step step,
                        card::CardSerial serial = {}) {
    const auto bytes = office::ByteBuilder{}
                           .text("tallywatt production")
                           .text(batch.name)
                           .add(row)
                           .add(step)
                           .add(serial)
                           .take();
    const auto digest = office::sha256(bytes);
    office::CommandId id;
    std::ranges::copy(std::span{digest}.first<16>(), id.bytes.begin());
    return id;
}

std::string digits_of(card::CardSerial serial) {
    const card::SerialText digits = card::text_of(serial);
    return {digits.begin(), digits.end()};
}

// "Is accepted" or the refusal's sentence.
std::string problem_in(const std::expected<office::Outcome, office::StoreError>& outcome) {
    if (!outcome) {
        return "the books cannot be written: " + outcome.error().detail;
    }
    return *outcome ? std::string{} : sentence_of(outcome->error());
}

class Production {
 public:
    Production(const OpenOffice& office, office::Books& books, office::UserId user,
               const ProductionOptions& options, const Batch& batch)
        : office_{office},
          books_{books},
          user_{user},
          options_{options},
          batch_{batch},
          work_{*office.keys, books, *office.store} {}

    // Why a row cannot be made, as the books stand; nothing where it can.
    [[nodiscard]] std::string plan(std::size_t number) const {
        const ProductionRow& row = batch_.rows[number - 1];
        const auto meter = office_.store->meter(row.meter);
        if (!meter) {
            return meter.error().detail;
        }
        const bool has_account = *meter && (*meter)->customer;
        if (row.keys && *meter && (*meter)->key_exported && !is_ours(row, number, Step::keys)) {
            return sentence_of(office::Refusal::key_already_exported);
        }
        if (row.tariff && has_account && !is_ours(row, number, Step::account)) {
            return sentence_of(office::Refusal::account_exists);
        }
        if (!std::holds_alternative<office::NoCard>(row.card)) {
            if (!has_account && !row.tariff) {
                return "a card needs an account: give tariff and name";
            }
            if (*meter && (*meter)->card && !is_ours_card(row, number, (*meter)->card->serial)) {
                return "this meter has a card already";
            }
        }
        return {};
    }

    // Makes what is missing of a row.
    [[nodiscard]] MadeRow make(std::size_t number, CardSource& cards) const {
        const auto begin = std::chrono::steady_clock::now();
        const ProductionRow& row = batch_.rows[number - 1];
        MadeRow made{.row = number,
                     .meter = row.meter,
                     .key_version = {},
                     .key_check = {},
                     .serial = {},
                     .generation = {},
                     .problem = plan(number),
                     .took = {}};
        if (made.problem.empty()) {
            made.problem = register_meter(number, row);
        }
        if (made.problem.empty() && row.keys) {
            made.problem = export_keys(number, row, made);
        }
        if (made.problem.empty() && row.tariff) {
            made.problem = problem_in(books_.post({id_of(batch_, number, Step::account), user_,
                                                   office::OpenAccount{.meter = row.meter,
                                                                       .tariff = *row.tariff,
                                                                       .name = row.name,
                                                                       .address = row.address,
                                                                       .phone = row.phone}}));
        }
        if (made.problem.empty() && !std::holds_alternative<office::NoCard>(row.card)) {
            made.problem = personalise_card(number, row, cards, made);
        }
        made.took = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - begin);
        return made;
    }

 private:
    [[nodiscard]] bool has_answer(const ProductionRow& row, office::CommandId id,
                                  office::UserId user) const {
        const auto answer = office_.store->answer_to(
            static_cast<office::LedgerGroup>(std::to_underlying(row.meter)), id, user);
        return answer && answer->has_value();
    }
    [[nodiscard]] bool is_ours(const ProductionRow& row, std::size_t number, Step step) const {
        return has_answer(row, id_of(batch_, number, step),
                          step == Step::keys ? office::the_office : user_);
    }
    [[nodiscard]] bool is_ours_card(const ProductionRow& row, std::size_t number,
                                    card::CardSerial serial) const {
        return has_answer(row, id_of(batch_, number, Step::card, serial), user_);
    }

    [[nodiscard]] std::string register_meter(std::size_t number, const ProductionRow& row) const {
        const auto known = office_.store->meter(row.meter);
        if (known && *known) {
            return {};
        }
        return problem_in(books_.post({id_of(batch_, number, Step::meter), user_,
                                       office::RegisterMeter{row.meter, std::nullopt}}));
    }

    // In the books first; the same export again, where a run ended between the two, is a repeat.
    [[nodiscard]] std::string export_keys(std::size_t number, const ProductionRow& row,
                                          MadeRow& made) const {
        const auto problem =
            problem_in(books_.post({id_of(batch_, number, Step::keys), office::the_office,
                                    office::ExportMeterKey{row.meter}}));
        const auto meter = office_.store->meter(row.meter);
        if (!problem.empty() || !meter || !*meter) {
            return problem;
        }
        const card::KeyVersion version = (*meter)->key_version;
        const fs::path file =
            options_.keys / (std::to_string(std::to_underlying(row.meter)) + ".key");
        const auto check = office_.keys->meter_key_check(row.meter, version);
        std::error_code error;
        if (!check) {
            return "the token did not give the meter's keys";
        }
        if (!fs::exists(file, error)) {
            const auto written = write_key_file(*office_.keys, row.meter, version, file);
            if (!written) {
                return written.error();
            }
        }
        made.key_version = std::to_string(std::to_underlying(version));
        made.key_check = office::to_text(*check);
        return {};
    }

    [[nodiscard]] std::string personalise_card(std::size_t number, const ProductionRow& row,
                                               CardSource& cards, MadeRow& made) const {
        const auto meter = office_.store->meter(row.meter);
        const auto& begun = meter && *meter ? (*meter)->card : std::nullopt;
        if (begun && begun->state == office::CardState::confirmed) {
            // plan() has shown that it is ours: only the report's line was lost.
            made.serial = digits_of(begun->serial);
            made.generation = std::to_string(std::to_underlying(begun->generation));
            return {};
        }
        const auto ready =
            cards.next(row.card, begun ? std::optional{begun->serial} : std::nullopt);
        if (!ready) {
            return ready.error();
        }
        const auto issued = work_.issue(*ready->link, row.meter,
                                        id_of(batch_, number, Step::card, ready->serial), user_);
        if (!issued) {
            return std::string{office::problem_of(issued.error()).title};
        }
        made.serial = digits_of(issued->serial);
        made.generation = std::to_string(std::to_underlying(issued->card.generation));
        return {};
    }

    const OpenOffice& office_;
    office::Books& books_;
    office::UserId user_;
    const ProductionOptions& options_;
    const Batch& batch_;
    mutable office::OfficeCardWork work_;
};

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
