// An office with a real token, a real database and a reader with a software card in it that can go
// at any exchange.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "card/crypto/cmac.h"
#include "card/key_derivation.h"
#include "card/software_card.h"
#include "card/testing/records.h"
#include "office/keys/testing/first_masters.h"
#include "office/keys/token_key_store.h"
#include "office/reader/office_card_work.h"
#include "office/store/group_commit_writer.h"
#include "office/store/sqlite_store.h"

namespace card_work {

namespace fs = std::filesystem;
using office::CardProblem;
using office::CommandId;

inline constexpr std::string_view pin = "test-pin-1234";
inline constexpr card::CardSerial serial{0x0123456789ABCDEF};
inline constexpr office::MasterName second_master{office::MasterKind::master, card::KeyVersion{2}};
inline constexpr office::MasterName third_master{office::MasterKind::master, card::KeyVersion{3}};
inline constexpr std::size_t never = std::numeric_limits<std::size_t>::max();
inline constexpr std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::month{11},
                                                   std::chrono::day{22}};
inline constexpr std::chrono::sys_seconds now{std::chrono::sys_days{today}};

// A reader with a software card in it that is pulled out after `good` exchanges: the card does the
// last of them, and its answer is lost.
class Reader final : public office::CardLink {
 public:
    Reader(card::SoftwareCard& card, std::size_t good = never) : card_{card}, good_{good} {
        card_.reset();
    }

    std::expected<std::vector<std::uint8_t>, office::LinkProblem> transmit(
        std::span<const std::uint8_t> command) override {
        if (exchanges_ >= good_) {
            return std::unexpected{office::LinkProblem::card_pulled};
        }
        ++exchanges_;
        const card::Challenge fresh{static_cast<std::uint8_t>(exchanges_), ++challenges_made};
        const auto response = card_.process(command, fresh);
        if (exchanges_ == good_) {
            return std::unexpected{office::LinkProblem::card_pulled};
        }
        return std::vector<std::uint8_t>{response.begin(), response.end()};
    }

 private:
    static inline std::uint8_t challenges_made = 0;

    card::SoftwareCard& card_;
    const std::size_t good_;
    std::size_t exchanges_ = 0;
};

// One token for the whole program: a PKCS#11 module is initialised once per process.
class Token {
 public:
    Token() {
        std::string pattern = (fs::temp_directory_path() / "tallywatt-card-work-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        EXPECT_TRUE(office::use_private_softhsm(folder_));
        module_ = std::move(*office::TokenModule::load("/usr/lib/softhsm/libsofthsm2.so"));
        EXPECT_TRUE(office::TokenKeyStore::create(*module_, pin));
        EXPECT_TRUE(office::testing::keep_first_masters(*module_, pin));
        const auto session = module_->open_session(pin);
        office::MasterKeys masters{**session};
        for (const office::MasterName& later : {second_master, third_master}) {
            EXPECT_TRUE(masters.keep(later, *masters.make(office::MasterKind::master)));
        }
        keys_ = std::move(*office::TokenKeyStore::open(*module_, pin, 1));
    }
    Token(const Token&) = delete;
    Token& operator=(const Token&) = delete;
    ~Token() {
        keys_.reset();
        module_.reset();
        fs::remove_all(folder_);
    }

    office::KeyStore& keys() { return *keys_; }
    // A fresh place for a database.
    fs::path next_file() { return folder_ / ("books-" + std::to_string(++files_)); }

 private:
    fs::path folder_;
    std::unique_ptr<office::TokenModule> module_;
    std::unique_ptr<office::TokenKeyStore> keys_;
    int files_ = 0;
};

class CardWork : public testing::Test {
 public:
    static void SetUpTestSuite() { token_ = std::make_unique<Token>(); }
    static void TearDownTestSuite() { token_.reset(); }
    static Token& token() { return *token_; }

 private:
    static inline std::unique_ptr<Token> token_;
};

// An office with one meter, its customer and a blank card.
class Office {
 public:
    static constexpr card::MeterId meter{4711};

    explicit Office(Token& token)
        : store_{std::move(*office::SqliteStore::create(
              token.next_file(), {card::OfficeId{1}, "Test", "EUR", "Europe/Paris"}))},
          work{token.keys(), writer_, *store_} {
        boss_ = add_user("grace", office::Role::administrator);
        second_ = add_user("henry", office::Role::administrator);
        clerk = add_user("wen", office::Role::supervisor);
        const auto tariff = std::get<office::NewTariff>(
            post(boss_, office::ProposeTariff{"Home", base::MinorUnits{31}, 2000, today}));
        post(clerk, office::ApproveTariff{tariff.tariff});
        post(clerk, office::RegisterMeter{meter, card::KeyVersion{1}});
        post(clerk, office::OpenAccount{meter, tariff.tariff, "Amina", "", ""});
    }

    static CommandId next_id() {
        static std::uint8_t low = 0;
        static std::uint8_t high = 0;
        high = static_cast<std::uint8_t>(++low == 0 ? high + 1 : high);
        return CommandId{{high, low}};
    }

    office::Sell sale(std::int64_t watt_hours) {
        return {meter, base::WattHours{watt_hours}, "counter-1"};
    }
    // From now on meters go over to this master key.
    void roll(const office::MasterName& master = second_master) {
        using enum office::Ceremony;
        for (const auto& [ceremony, shares] :
             {std::pair{create, std::optional{office::ShareCounts{}}},
              std::pair{office::Ceremony::roll, std::optional<office::ShareCounts>{}}}) {
            post(boss_, office::HoldCeremony{.ceremony = ceremony,
                                             .master = master,
                                             .fingerprint = office::Fingerprint{2},
                                             .shares = shares,
                                             .second = second_});
        }
    }
    // Nothing where it is paid.
    std::optional<office::Refusal> pay(office::AdjustmentId adjustment) {
        const auto outcome = writer_.post(
            {next_id(), clerk, office::PayBack{meter, adjustment, "", office::Means::cash}});
        return *outcome ? std::nullopt : std::optional{outcome->error()};
    }
    card::KeyVersion key_version() { return (*store_->meter(meter))->key_version; }
    card::KeyVersion card_version() { return (*store_->meter(meter))->card_key_version; }
    office::OrderView newest_order() { return **store_->order_to_write(meter); }
    std::size_t sales() { return store_->sales(meter, {std::nullopt, 1000})->size(); }

 private:
    office::UserId add_user(std::string name, office::Role role) {
        return std::get<office::NewUser>(
                   post(office::the_office, office::AddUser{std::move(name), role, "hash"}))
            .user;
    }
    office::Answer post(office::UserId user, office::Command command) {
        return (**writer_.post({next_id(), user, std::move(command)})).answer;
    }

    std::unique_ptr<office::SqliteStore> store_;
    office::GroupCommitWriter writer_{*store_,
                                      [] { return office::GroupCommitWriter::Moment{now, today}; }};

 public:
    office::UserId clerk{};

 private:
    office::UserId boss_{};
    office::UserId second_{};

 public:
    office::OfficeCardWork work;
};

// As the meter would leave the card: the order loaded, its report under the key of `version`.
inline void load_at_the_meter(card::SoftwareCard& card, office::KeyStore& keys,
                              card::KeyVersion version) {
    const auto key = keys.export_meter_keys(Office::meter, version)->meter_key;
    card::CardMemory memory = card.memory();
    const auto order = *card::decode_order(memory.order);
    card::Report report = card::testing::example_report();
    report.key_version = version;
    report.meter = Office::meter;
    report.card = memory.id.serial;
    report.generation = memory.id.generation;
    report.meter_sessions = ++memory.meter.sessions;
    report.report_counter = report.meter_sessions;
    report.order_sequence = order.sequence;
    report.ordered_total = order.ordered_total;
    memory.report = card::encode(report);
    card::set_mac(memory.report, card::cmac(card::derive(key, card::report_key_block()),
                                            card::mac_input(memory.report)));
    card = card::SoftwareCard{memory};
}

}  // namespace card_work
