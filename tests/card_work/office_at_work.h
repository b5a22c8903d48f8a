// An office with a real token and a real database.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "office/keys/testing/first_masters.h"
#include "office/keys/token_key_store.h"
#include "office/reader/office_card_work.h"
#include "office/store/group_commit_writer.h"
#include "office/store/sqlite_store.h"
#include "office/store/verify_books.h"
#include "tests/card_work/reader.h"

namespace card_work {

namespace fs = std::filesystem;
using office::CardProblem;
using office::CommandId;

inline constexpr std::string_view pin = "test-pin-1234";
inline constexpr card::CardSerial serial{0x0123456789ABCDEF};
inline constexpr office::MasterName second_master{office::MasterKind::master, card::KeyVersion{2}};
inline constexpr office::MasterName third_master{office::MasterKind::master, card::KeyVersion{3}};
inline constexpr std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::month{11},
                                                   std::chrono::day{22}};
inline constexpr std::chrono::sys_seconds now{std::chrono::sys_days{today}};

// One token for the whole program: a PKCS#11 module is initialised once per process.
class Token {
 public:
    Token() {
        // In memory where there is such a folder: what a disk may lose is tested with the store.
        const fs::path memory{"/dev/shm"};
        const fs::path place = fs::exists(memory) ? memory : fs::temp_directory_path();
        std::string pattern = (place / "tallywatt-card-work-XXXXXX").string();
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
    // As a new process does.
    void open_again() {
        keys_.reset();
        keys_ = std::move(*office::TokenKeyStore::open(*module_, pin, 1));
    }
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

// Lets a test look in at each posting of card work: it is called before each and after each.
class WatchedBooks final : public office::Books {
 public:
    explicit WatchedBooks(office::Books& books) : books_{books} {}

    std::expected<office::Outcome, office::StoreError> post(office::Request request) override {
        look_in();
        auto outcome = books_.post(std::move(request));
        look_in();
        return outcome;
    }
    std::expected<std::expected<office::Quote, office::Refusal>, office::StoreError> quote(
        office::UserId user, const office::Sell& sell) override {
        return books_.quote(user, sell);
    }

    std::function<void()> look_in = [] {};

 private:
    office::Books& books_;
};

// An office with one meter and its customer.
class Office {
 public:
    static constexpr card::MeterId meter{4711};

    explicit Office(Token& token)
        : file_{token.next_file()},
          store_{std::move(*office::SqliteStore::create(
              file_, {card::OfficeId{1}, "Test", "EUR", "Europe/Paris"}))},
          work{token.keys(), books, *store_} {
        boss_ = add_user("grace", office::Role::administrator);
        second_ = add_user("henry", office::Role::administrator);
        clerk = add_user("wen", office::Role::supervisor);
        const auto tariff = std::get<office::NewTariff>(
            post(boss_, office::ProposeTariff{"Home", base::MinorUnits{31}, 2000, today}));
        post(clerk, office::ApproveTariff{tariff.tariff});
        post(clerk, office::RegisterMeter{meter, card::KeyVersion{1}});
        post(clerk, office::OpenAccount{meter, tariff.tariff, "Amina", "", ""});
    }

    // The office that starts again where `killed` was killed in this instant, which it did not
    // notice: with a copy of its files as they are.
    Office(Token& token, const Office& killed)
        : file_{token.next_file()},
          store_{std::move(*office::SqliteStore::open(copied(killed.file_, file_)))},
          clerk{killed.clerk},
          boss_{killed.boss_},
          second_{killed.second_},
          work{token.keys(), books, *store_} {}

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
    // One person asks for the sale to be taken back, another approves.
    office::AdjustmentId correct(office::ReceiptNumber receipt) {
        const auto asked = std::get<office::NewAdjustment>(
            post(clerk, office::AskAdjustment{.meter = meter,
                                              .kind = office::AdjustmentKind::correction,
                                              .receipt = receipt,
                                              .energy = {},
                                              .reason = office::AdjustmentReason::wrong_amount}));
        post(boss_, office::ApproveAdjustment{meter, asked.adjustment});
        return asked.adjustment;
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
    office::MeterView view() { return **store_->meter(meter); }
    bool is_field_card_written(card::CardSerial card) {
        const auto found = store_->field_card(card);
        return *found && (*found)->is_written;
    }
    // As `tallywatt-office verify` finds the books.
    bool is_sound() {
        const auto found = office::verify_books(file_, {}, [](auto, auto) { return false; });
        return found && found->is_sound();
    }
    std::size_t adjustments() {
        return store_->adjustments(meter, office::AdjustmentList::all, {std::nullopt, 1000})
            ->size();
    }
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

    static const fs::path& copied(const fs::path& from, const fs::path& to) {
        fs::copy_file(from, to);
        const fs::path journal{from.string() + "-wal"};
        if (fs::exists(journal)) {
            fs::copy_file(journal, to.string() + "-wal");
        }
        return to;
    }

    fs::path file_;
    std::unique_ptr<office::SqliteStore> store_;
    office::GroupCommitWriter writer_{*store_,
                                      [] { return office::GroupCommitWriter::Moment{now, today}; }};

 public:
    WatchedBooks books{writer_};
    office::UserId clerk{};

 private:
    office::UserId boss_{};
    office::UserId second_{};

 public:
    office::OfficeCardWork work;
};

}  // namespace card_work
