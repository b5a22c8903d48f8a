// An office with people, a tariff and meters, in a store of the kind under test. A second kind of
// store joins the suite with one line in `every_store`.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "office/domain/commands.h"
#include "office/domain/outcomes.h"
#include "office/domain/store.h"

namespace office {

using MadeStore = std::expected<std::unique_ptr<Store>, StoreError>;

struct StoreKind {
    std::string name;
    std::function<MadeStore(const std::filesystem::path& folder, const Settings&)> create;
    std::function<MadeStore(const std::filesystem::path& folder)> open;  // what create made
    // What the proof of the books finds wrong, a line each; nothing where they are sound.
    std::function<std::vector<std::string>(const std::filesystem::path& folder)> faults;
};
inline void PrintTo(const StoreKind& kind, std::ostream* out) {
    *out << kind.name;
}

[[nodiscard]] std::vector<StoreKind> every_store();

// A folder that goes away with the test.
class TestFolder {
 public:
    TestFolder();
    ~TestFolder();
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

inline const Settings test_settings{card::OfficeId{7}, "Test office", "EUR", "Europe/Paris"};
inline constexpr std::chrono::sys_seconds test_time{std::chrono::seconds{1'790'000'000}};
inline constexpr std::chrono::year_month_day test_date{
    std::chrono::year{2026}, std::chrono::September, std::chrono::day{21}};
inline constexpr card::MeterId test_meter{370'000'000'001};

inline constexpr UserId administrator{1};
inline constexpr UserId supervisor{2};
inline constexpr UserId clerk{3};
inline constexpr UserId auditor{4};
inline constexpr TariffId home_tariff{1};  // 20.00 before tax for 100 kWh, 20 % tax

// Command ids of a test: the n-th is n.
[[nodiscard]] CommandId numbered_id(std::uint64_t number);

[[nodiscard]] Envelope envelope(Command command, UserId user, CommandId id);

// A report as the meter would write it after loading the order; nothing consumed.
[[nodiscard]] RecordReport report_of(card::MeterId meter, card::CardSerial serial,
                                     card::Generation generation, std::uint32_t counter,
                                     card::Sequence sequence, base::WattHours ordered);

// People, an approved tariff and one meter with account and confirmed card, in an empty store.
void set_up_office(Store& store);
// The same for another meter, with ids that start at `first_id`.
void set_up_meter(Store& store, card::MeterId meter, std::uint64_t first_id);
[[nodiscard]] card::CardSerial card_of(card::MeterId meter);

class BooksTest : public testing::TestWithParam<StoreKind> {
 protected:
    BooksTest();

    // Closes the store and opens it again, as a new process would.
    void reopen();

    [[nodiscard]] std::vector<Outcome> post(const std::vector<Envelope>& batch);
    // One command in a batch of its own, with a new id.
    [[nodiscard]] Outcome post(Command command, UserId user = clerk);
    // Sells energy and gives the sale.
    [[nodiscard]] Sale sell(base::WattHours energy);

    [[nodiscard]] CommandId new_id() { return numbered_id(++last_id_); }

    TestFolder folder_;
    std::unique_ptr<Store> store_;

 private:
    std::uint64_t last_id_ = 1'000'000;
};

}  // namespace office
