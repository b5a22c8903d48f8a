#include "apps/production.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "apps/key_files.h"
#include "card/serial_text.h"
#include "office/domain/byte_builder.h"
#include "office/domain/key_share.h"
#include "office/store/sha256.h"
#include "office/web/problem.h"
#include "office/web/secret.h"

namespace apps {
namespace {

namespace fs = std::filesystem;
using office::ProductionRow;

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

}  // namespace

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

Production::Production(const OpenOffice& office, office::Books& books, office::UserId user,
                       const ProductionOptions& options, const Batch& batch)
    : office_{office},
      books_{books},
      user_{user},
      options_{options},
      batch_{batch},
      work_{*office.keys, books, *office.store} {}

std::string Production::plan(std::size_t number) const {
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

MadeRow Production::make(std::size_t number, CardSource& cards) const {
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
        made.problem = problem_in(books_.post({id_of(number, Step::account), user_,
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

office::CommandId Production::id_of(std::size_t row, Step step, card::CardSerial serial) const {
    const auto bytes = office::ByteBuilder{}
                           .text("tallywatt production")
                           .text(batch_.name)
                           .add(row)
                           .add(step)
                           .add(serial)
                           .take();
    const auto digest = office::sha256(bytes);
    office::CommandId id;
    std::ranges::copy(std::span{digest}.first<16>(), id.bytes.begin());
    return id;
}

bool Production::has_answer(const ProductionRow& row, office::CommandId id,
                            office::UserId user) const {
    const auto answer = office_.store->answer_to(
        static_cast<office::LedgerGroup>(std::to_underlying(row.meter)), id, user);
    return answer && answer->has_value();
}

bool Production::is_ours(const ProductionRow& row, std::size_t number, Step step) const {
    return has_answer(row, id_of(number, step), step == Step::keys ? office::the_office : user_);
}

bool Production::is_ours_card(const ProductionRow& row, std::size_t number,
                              card::CardSerial serial) const {
    return has_answer(row, id_of(number, Step::card, serial), user_);
}

std::string Production::register_meter(std::size_t number, const ProductionRow& row) const {
    const auto known = office_.store->meter(row.meter);
    if (known && *known) {
        return {};
    }
    return problem_in(books_.post(
        {id_of(number, Step::meter), user_, office::RegisterMeter{row.meter, std::nullopt}}));
}

std::string Production::export_keys(std::size_t number, const ProductionRow& row,
                                    MadeRow& made) const {
    const auto problem = problem_in(books_.post(
        {id_of(number, Step::keys), office::the_office, office::ExportMeterKey{row.meter}}));
    const auto meter = office_.store->meter(row.meter);
    if (!problem.empty() || !meter || !*meter) {
        return problem;
    }
    const card::KeyVersion version = (*meter)->key_version;
    const fs::path file = options_.keys / (std::to_string(std::to_underlying(row.meter)) + ".key");
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

std::string Production::personalise_card(std::size_t number, const ProductionRow& row,
                                         CardSource& cards, MadeRow& made) const {
    const auto meter = office_.store->meter(row.meter);
    const auto& begun = meter && *meter ? (*meter)->card : std::nullopt;
    if (begun && begun->state == office::CardState::confirmed) {
        // plan() has shown that it is ours: only the report's line was lost.
        made.serial = digits_of(begun->serial);
        made.generation = std::to_string(std::to_underlying(begun->generation));
        return {};
    }
    const auto ready = cards.next(row.card, begun ? std::optional{begun->serial} : std::nullopt);
    if (!ready) {
        return ready.error();
    }
    const auto issued =
        work_.issue(*ready->link, row.meter, id_of(number, Step::card, ready->serial), user_);
    if (!issued) {
        return std::string{office::problem_of(issued.error()).title};
    }
    made.serial = digits_of(issued->serial);
    made.generation = std::to_string(std::to_underlying(issued->card.generation));
    return {};
}

}  // namespace apps
