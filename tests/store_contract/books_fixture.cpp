#include "tests/store_contract/books_fixture.h"

#include <cstdlib>
#include <utility>

#include "base/byte_writer.h"
#include "base/ensure.h"
#include "office/store/sqlite_store.h"
#include "office/store/verify_books.h"

namespace office {
namespace {

MadeStore made(SqliteStore::Opened opened) {
    if (!opened) {
        return std::unexpected{opened.error()};
    }
    return std::move(*opened);
}

std::vector<std::string> faults_of(const std::filesystem::path& folder) {
    const auto found =
        verify_books(folder / "office.db", {}, [](const auto&, const auto&) { return false; });
    if (!found) {
        return {found.error().detail};
    }
    std::vector<std::string> lines;
    for (const FoundFault& fault : found->faults) {
        lines.push_back(std::to_string(std::to_underlying(fault.fault)) + " at " + fault.where);
    }
    return lines;
}

// Every command of a set-up must be accepted.
void set_up(Store& store, const std::vector<Envelope>& batch) {
    const auto outcomes = store.post(batch);
    base::ensure(outcomes.has_value());
    for (const Outcome& outcome : *outcomes) {
        base::ensure(outcome.has_value());
    }
}

}  // namespace

std::vector<StoreKind> every_store() {
    return {{
        .name = "sqlite",
        .create =
            [](const std::filesystem::path& folder, const Settings& settings) {
                return made(SqliteStore::create(folder / "office.db", settings));
            },
        .open =
            [](const std::filesystem::path& folder) {
                return made(SqliteStore::open(folder / "office.db"));
            },
        .faults = [](const std::filesystem::path& folder) { return faults_of(folder); },
    }};
}

TestFolder::TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tallywatt-XXXXXX").string();
    base::ensure(::mkdtemp(name.data()) != nullptr);
    path_ = name;
}

TestFolder::~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

CommandId numbered_id(std::uint64_t number) {
    CommandId id;
    base::ByteWriter{id.bytes}.u64(0).u64(number);
    return id;
}

Envelope envelope(Command command, UserId user, CommandId id) {
    return {{id, user, test_time, test_date}, std::move(command)};
}

card::CardSerial card_of(card::MeterId meter) {
    return card::CardSerial{0xF000'0000'0000'0000 + std::to_underlying(meter)};
}

RecordReport report_of(card::MeterId meter, card::CardSerial serial, card::Generation generation,
                       std::uint32_t counter, card::Sequence sequence, base::WattHours ordered) {
    CardReport report;
    report.fields.account_open = true;
    report.fields.meter = meter;
    report.fields.card = serial;
    report.fields.generation = generation;
    report.fields.meter_sessions = counter;
    report.fields.report_counter = counter;
    report.fields.order_sequence = sequence;
    report.fields.ordered_total = ordered;
    report.bytes = card::encode(report.fields);
    return {meter, serial, generation, counter, counter, report};
}

void set_up_office(Store& store) {
    using std::chrono::year;
    const ProposeTariff tariff{"home", base::MinorUnits{20}, 2000,
                               year{2026} / std::chrono::January / 1};
    set_up(store,
           {
               envelope(AddUser{"ada", Role::administrator, "hash"}, the_office, numbered_id(1)),
               envelope(AddUser{"sam", Role::supervisor, "hash"}, the_office, numbered_id(2)),
               envelope(AddUser{"cleo", Role::clerk, "hash"}, the_office, numbered_id(3)),
               envelope(AddUser{"otto", Role::auditor, "hash"}, the_office, numbered_id(4)),
               envelope(tariff, administrator, numbered_id(5)),
               envelope(ApproveTariff{home_tariff}, supervisor, numbered_id(6)),
           });
    set_up_meter(store, test_meter, 10);
}

void set_up_meter(Store& store, card::MeterId meter, std::uint64_t first_id) {
    const card::CardSerial serial = card_of(meter);
    set_up(store, {
                      envelope(RegisterMeter{meter, card::KeyVersion{1}}, supervisor,
                               numbered_id(first_id)),
                      envelope(OpenAccount{meter, home_tariff, "A. Customer", "1 Street", "555"},
                               clerk, numbered_id(first_id + 1)),
                      envelope(IssueCard{meter, serial}, clerk, numbered_id(first_id + 2)),
                      envelope(ConfirmCard{meter, serial, card::Generation{1}}, clerk,
                               numbered_id(first_id + 3)),
                  });
}

BooksTest::BooksTest() {
    auto created = GetParam().create(folder_.path(), test_settings);
    base::ensure(created.has_value());
    store_ = std::move(*created);
    set_up_office(*store_);
}

void BooksTest::reopen() {
    store_.reset();
    auto opened = GetParam().open(folder_.path());
    base::ensure(opened.has_value());
    store_ = std::move(*opened);
}

std::vector<Outcome> BooksTest::post(const std::vector<Envelope>& batch) {
    auto outcomes = store_->post(batch);
    base::ensure(outcomes.has_value());
    return std::move(*outcomes);
}

Outcome BooksTest::post(Command command, UserId user) {
    return post({envelope(std::move(command), user, new_id())}).front();
}

Sale BooksTest::sell(base::WattHours energy) {
    const auto outcome = post(Sell{test_meter, energy, "counter-1"});
    base::ensure(outcome.has_value());
    return std::get<Sale>(outcome->answer);
}

}  // namespace office
