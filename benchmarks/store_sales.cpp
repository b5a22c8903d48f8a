// How many sales a second the store alone makes durable while so many clients wait for theirs, each
// asking for the next one as soon as it is answered: the group commit without HTTP, keys or cards.
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "base/byte_writer.h"
#include "office/store/group_commit_writer.h"
#include "office/store/sqlite_store.h"

namespace {

using namespace office;

constexpr auto measured_for = std::chrono::seconds{3};
constexpr std::uint64_t meter_count = 100;
constexpr std::chrono::sys_seconds sale_time{std::chrono::seconds{1'790'000'000}};
constexpr std::chrono::year_month_day sale_date{std::chrono::year{2026}, std::chrono::September,
                                                std::chrono::day{21}};
constexpr UserId supervisor{1};
constexpr UserId administrator{2};

[[noreturn]] void stop(const char* what) {
    std::fprintf(stderr, "store_sales: %s\n", what);
    std::exit(1);
}

std::atomic<std::uint64_t> last_id{0};

CommandId new_id() {
    CommandId id;
    base::ByteWriter{id.bytes}.u64(0x0198'0000'0000'7000).u64(++last_id);  // as a UUIDv7 rises
    return id;
}

void require(GroupCommitWriter& books, UserId user, Command command) {
    const auto outcome = books.post({new_id(), user, std::move(command)});
    if (!outcome || !*outcome) {
        stop("the office cannot be set up");
    }
}

void set_up(GroupCommitWriter& books) {
    require(books, the_office, AddUser{"sam", Role::supervisor, "hash"});
    require(books, the_office, AddUser{"ada", Role::administrator, "hash"});
    require(books, supervisor, ProposeTariff{"home", base::MinorUnits{20}, 2000, sale_date});
    require(books, administrator, ApproveTariff{TariffId{1}});
    for (std::uint64_t i = 1; i <= meter_count; ++i) {
        const card::MeterId meter{i};
        const card::CardSerial serial{i};
        require(books, supervisor, RegisterMeter{meter, card::KeyVersion{1}});
        require(books, supervisor, OpenAccount{meter, TariffId{1}, "A. Customer", "", ""});
        require(books, supervisor, IssueCard{meter, serial});
        require(books, supervisor, ConfirmCard{meter, serial, card::Generation{1}});
    }
}

// Clients that live on the writer's own thread: each answer asks for the next sale.
class Clients {
 public:
    explicit Clients(GroupCommitWriter& books) : books_{books} {}

    void begin(unsigned count) {
        selling_ = count;
        for (unsigned i = 0; i < count; ++i) {
            sell_next();
        }
    }
    // Returns when the last answer is there.
    void end() {
        is_over_ = true;
        for (auto left = selling_.load(); left != 0; left = selling_.load()) {
            selling_.wait(left);
        }
    }
    [[nodiscard]] std::uint64_t sales() const { return sales_; }

 private:
    void sell_next() {
        const card::MeterId meter{1 + last_id % meter_count};
        const bool is_taken = books_.submit(
            {new_id(), supervisor, Sell{meter, base::WattHours{1000}, "counter-1"}},
            [this](const std::expected<Outcome, StoreError>& outcome) { go_on(outcome); });
        if (!is_taken) {
            stop("the queue is full");
        }
    }
    void go_on(const std::expected<Outcome, StoreError>& outcome) {
        if (!outcome || !*outcome) {
            stop("a sale was refused");
        }
        ++sales_;
        if (!is_over_) {
            sell_next();
        } else {
            --selling_;
            selling_.notify_one();
        }
    }

    GroupCommitWriter& books_;
    std::atomic<bool> is_over_{false};
    std::atomic<unsigned> selling_{0};
    std::atomic<std::uint64_t> sales_{0};
};

double measure(const std::filesystem::path& file, unsigned client_count) {
    auto store = SqliteStore::create(file, {card::OfficeId{1}, "Benchmark", "EUR", "UTC"});
    if (!store) {
        stop(store.error().detail.c_str());
    }
    GroupCommitWriter books{**store,
                            [] { return GroupCommitWriter::Moment{sale_time, sale_date}; }};
    set_up(books);
    Clients clients{books};

    const auto began = std::chrono::steady_clock::now();
    clients.begin(client_count);
    std::this_thread::sleep_for(measured_for);
    const auto sales = clients.sales();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    clients.end();
    return static_cast<double>(sales) / took.count();
}

}  // namespace

int main(int argc, char** argv) {
    unsigned client_count = 0;
    const std::string_view count = argc == 3 ? argv[2] : "";
    if (std::from_chars(count.data(), count.data() + count.size(), client_count).ec !=
            std::errc{} ||
        client_count < 1 || client_count > 1000) {
        std::fprintf(stderr, "usage: store_sales FOLDER CLIENTS   (prints sales a second)\n");
        return 2;
    }
    const auto file =
        std::filesystem::path{argv[1]} / ("store_sales_" + std::string{count} + ".db");
    std::printf("%.0f\n", measure(file, client_count));
    return 0;
}
