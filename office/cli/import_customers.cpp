#include "office/cli/import_customers.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "card/crypto/cmac.h"
#include "office/domain/identifiers.h"
#include "office/domain/production_file.h"

namespace office {
namespace {

using Json = nlohmann::ordered_json;

// Of what a row asks for: the same row has the same id wherever it stands. Nothing rests on its
// being hard to guess, so the key is zeros. UUID version 8 (RFC 9562).
std::string id_of(const std::string& target, const std::string& body) {
    const std::string text = target + ' ' + body;
    const std::vector<std::uint8_t> bytes{text.begin(), text.end()};
    const auto digest = card::cmac(card::AesKey{}, bytes);
    CommandId id;
    std::ranges::copy(digest, id.bytes.begin());
    id.bytes[6] = static_cast<std::uint8_t>(0x80 | (id.bytes[6] & 0x0F));
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3F));
    return to_string(id);
}

bool is_code(const ClientAnswer& answer, std::string_view code) {
    const Json problem = Json::parse(answer.body, nullptr, false);
    return problem.is_object() && problem.value("code", "") == code;
}

class Import {
 public:
    Import(const OfficeClient& client, const ImportOptions& options)
        : client_{client}, options_{options} {}

    int run() {
        if (!read_rows() || (options_.is_dry_run && !ask_for_tariffs())) {
            return 1;
        }
        {
            std::vector<std::jthread> workers;
            const std::size_t count = std::clamp<std::size_t>(options_.connections, 1, 64);
            for (std::size_t i = 0; i < count; ++i) {
                workers.emplace_back([this] { work(); });
            }
        }
        return tell();
    }

 private:
    struct Counts {
        std::size_t made = 0;
        std::size_t before = 0;
        std::size_t refused = 0;
    };
    // What became of one row; a sentence where it was refused.
    struct Fate {
        bool is_made = false;
        std::optional<std::string> refused;
    };
    using Answered = std::optional<ClientAnswer>;  // nothing: the office does not answer

    bool read_rows() {
        std::ifstream file{options_.file, std::ios::binary};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        if (!file) {
            return complain("cannot read " + options_.file);
        }
        auto rows = parse_production_file(text);
        if (!rows) {
            return complain(options_.file + " line " + std::to_string(rows.error().line) + ": " +
                            rows.error().reason + "; nothing was sent");
        }
        for (const ProductionRow& row : *rows) {
            if (!row.tariff && !(row.name + row.address + row.phone).empty()) {
                return complain(options_.file + " line " + std::to_string(row.line) +
                                ": a customer without a tariff has no account; nothing was sent");
            }
            if (row.keys || !std::holds_alternative<NoCard>(row.card)) {
                return complain(options_.file + " line " + std::to_string(row.line) +
                                ": keys and cards are made by tallywatt-office personalise; "
                                "nothing was sent");
            }
        }
        rows_ = std::move(*rows);
        return true;
    }

    bool ask_for_tariffs() {
        const auto answer = client_.get("/api/v1/tariffs");
        if (!answer || answer->status != 200) {
            return complain(answer ? told(*answer) : answer.error());
        }
        const Json page = Json::parse(answer->body, nullptr, false);
        const Json tariffs = page.value("items", Json::array());
        for (const Json& tariff : tariffs) {
            const std::string customers = tariff.value("customers", "");
            if (!tariff["approved_by"].is_null() &&
                (customers == "any" || customers == "household")) {
                tariffs_.insert(tariff.value("tariff", 0U));
            }
        }
        return true;
    }

    static bool complain(const std::string& sentence) {
        std::fprintf(stderr, "tallywatt: %s\n", sentence.c_str());
        return false;
    }

    void work() {
        for (std::size_t i = next_++; i < rows_.size() && !is_stopped_; i = next_++) {
            const auto fate = options_.is_dry_run ? look(rows_[i]) : bring(rows_[i]);
            if (fate) {
                count(rows_[i], *fate);
            }
        }
    }

    // Nothing where the office does not answer: then every worker stops.
    std::optional<Fate> bring(const ProductionRow& row) {
        const std::string meter = std::to_string(std::to_underlying(row.meter));
        const auto registered = post("/api/v1/meters", {{"meter", meter}});
        if (!registered) {
            return std::nullopt;
        }
        const bool was_there = is_code(*registered, "meter_exists");
        if (registered->status >= 300 && !was_there) {
            return Fate{.is_made = false, .refused = told(*registered)};
        }
        if (!row.tariff) {
            return Fate{.is_made = registered->status == 201, .refused = std::nullopt};
        }
        const auto opened = post("/api/v1/customers", {{"meter", meter},
                                                       {"tariff", std::to_underlying(*row.tariff)},
                                                       {"name", row.name},
                                                       {"address", row.address},
                                                       {"phone", row.phone}});
        if (!opened) {
            return std::nullopt;
        }
        if (opened->status >= 300) {
            return Fate{.is_made = false, .refused = told(*opened)};
        }
        return Fate{.is_made = opened->status == 201, .refused = std::nullopt};
    }

    std::optional<Fate> look(const ProductionRow& row) {
        const auto refused = [](std::string sentence) {
            return Fate{.is_made = false, .refused = std::move(sentence)};
        };
        if (row.tariff && !tariffs_.contains(std::to_underlying(*row.tariff))) {
            return refused("this tariff is not there, not approved or not for households");
        }
        const auto answer =
            keep(client_.get("/api/v1/meters/" + std::to_string(std::to_underlying(row.meter))));
        if (!answer) {
            return std::nullopt;
        }
        if (is_code(*answer, "unknown_meter")) {
            return Fate{.is_made = true, .refused = std::nullopt};
        }
        const Json meter = Json::parse(answer->body, nullptr, false);
        if (answer->status != 200 || !meter.contains("customer")) {
            return refused(told(*answer));
        }
        return Fate{.is_made = row.tariff && meter["customer"].is_null(), .refused = std::nullopt};
    }

    Answered post(const std::string& target, const Json& body) {
        const std::string text = body.dump(-1, ' ', false, Json::error_handler_t::replace);
        return keep(client_.post(target, id_of(target, text), text));
    }

    Answered keep(std::expected<ClientAnswer, std::string> answer) {
        // Too much at once is no verdict on the row either.
        if (answer && answer->status != 503) {
            return std::move(*answer);
        }
        const std::lock_guard lock{mutex_};
        if (!is_stopped_.exchange(true)) {
            stopped_by_ = answer ? told(*answer) : answer.error();
        }
        return std::nullopt;
    }

    void count(const ProductionRow& row, const Fate& fate) {
        const std::lock_guard lock{mutex_};
        if (fate.refused) {
            ++counts_.refused;
            std::fprintf(stderr, "tallywatt: line %zu: %s\n", row.line, fate.refused->c_str());
        } else {
            ++(fate.is_made ? counts_.made : counts_.before);
        }
        const auto now = std::chrono::steady_clock::now();
        if (now - told_at_ >= std::chrono::seconds{1}) {
            told_at_ = now;
            std::fprintf(stderr, "%zu of %zu rows\n",
                         counts_.made + counts_.before + counts_.refused, rows_.size());
        }
    }

    int tell() {
        if (options_.as_json) {
            const Json counts{{"rows", rows_.size()},
                              {"is_dry_run", options_.is_dry_run},
                              {"made", counts_.made},
                              {"there_before", counts_.before},
                              {"refused", counts_.refused}};
            std::printf("%s\n", counts.dump().c_str());
        } else {
            std::printf("%zu rows: %zu %s, %zu there before, %zu refused\n", rows_.size(),
                        counts_.made, options_.is_dry_run ? "to be made" : "made", counts_.before,
                        counts_.refused);
        }
        if (is_stopped_) {
            complain(stopped_by_ + "; the same file again goes on from here");
        }
        return is_stopped_ || counts_.refused != 0 ? 1 : 0;
    }

    const OfficeClient& client_;
    const ImportOptions& options_;
    std::vector<ProductionRow> rows_;
    std::set<std::uint32_t> tariffs_;  // that a household can be given; of a dry run
    std::atomic<std::size_t> next_{0};
    std::atomic<bool> is_stopped_{false};
    std::mutex mutex_;  // guards what follows, and stderr
    std::string stopped_by_;
    Counts counts_;
    std::chrono::steady_clock::time_point told_at_ = std::chrono::steady_clock::now();
};

}  // namespace

int import_customers(const OfficeClient& client, const ImportOptions& options) {
    return Import{client, options}.run();
}

}  // namespace office
