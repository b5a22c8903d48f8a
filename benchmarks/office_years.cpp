// Two years of an office: customers, sales, reports, links to transformers, feeder readings and day
// closes, posted as the commands that they are. For measuring what the office is like when it is
// full. The office was made by `tallywatt-office init` and has a tariff and no customers.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/byte_writer.h"
#include "office/store/sqlite_store.h"

namespace {

using namespace office;
using base::WattHours;
using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr std::int64_t years_days = 730;
constexpr std::uint64_t first_meter = 500'000'000'000;
constexpr std::size_t batch_size = 2'000;
constexpr std::uint64_t customers_per_transformer = 500;
constexpr std::uint64_t transformers_per_district = 100;
constexpr std::uint64_t desks = 20;
constexpr std::uint32_t visits_per_report = 4;

[[noreturn]] void stop(std::string_view what) {
    std::fprintf(stderr, "office_years: %.*s\n", static_cast<int>(what.size()), what.data());
    std::exit(1);
}

// A number that depends on the seed and on what it is for, and on nothing else.
class Chance {
 public:
    explicit Chance(std::uint64_t seed) : seed_{seed} {}

    // 0 to below `end`.
    [[nodiscard]] std::uint64_t of(std::uint64_t what, std::uint64_t whose,
                                   std::uint64_t end) const {
        std::uint64_t x = seed_ ^ (what * 0x9E37'79B9'7F4A'7C15) ^ (whose * 0xD1B5'4A32'D192'ED03);
        x = (x ^ x >> 30) * 0xBF58'476D'1CE4'E5B9;
        x = (x ^ x >> 27) * 0x94D0'49BB'1331'11EB;
        return (x ^ x >> 31) % end;
    }

 private:
    std::uint64_t seed_;
};

enum What : std::uint64_t { use_of, energy_of, loss_of, kind_of };

struct Customer {
    std::int64_t ordered = 0;
    std::int64_t used_daily = 0;
    std::uint32_t visits = 0;
    std::uint32_t reports = 0;
};

struct Load {
    std::filesystem::path file;
    std::uint64_t customers = 0;
    std::uint64_t sales = 0;
    std::uint64_t seed = 0;
    sys_days end;  // the first day that is not closed
};

class Years {
 public:
    Years(SqliteStore& store, const Load& load)
        : store_{store},
          load_{load},
          chance_{load.seed},
          customers_(load.customers),
          began_{std::chrono::steady_clock::now()} {
        const auto users = store.users();
        const auto tariffs = store.tariffs();
        if (!users || !tariffs || tariffs->empty()) {
            stop("the office has no tariff");
        }
        tariff_ = tariffs->front().tariff;
        for (const UserView& user : *users) {
            if (user.role == Role::supervisor) {
                supervisor_ = user.user;
            }
        }
        if (supervisor_ == the_office) {
            stop("the office has no supervisor");
        }
        if (const auto meters = store.meters({}); !meters || !meters->empty()) {
            stop("the office has meters already: this is for an empty one");
        }
    }

    void run() {
        day_ = load_.end - days{years_days};
        open_accounts();
        hang_premises();
        std::uint64_t sold = 0;
        for (std::int64_t day = 0; day < years_days; ++day, day_ += days{1}) {
            const auto until = load_.sales * static_cast<std::uint64_t>(day + 1) /
                               static_cast<std::uint64_t>(years_days);
            if (day % 30 == 0 || day == years_days - 1) {
                read_feeders(day);
            }
            for (; sold < until; ++sold) {
                visit(customer_of_sale(sold), day);
            }
            add(CloseDay{day_});
            flush();
            if (day % 10 == 9 || day == years_days - 1) {
                tell("sales", sold, load_.sales);
            }
        }
    }

 private:
    [[nodiscard]] static card::MeterId meter_of(std::uint64_t customer) {
        return card::MeterId{first_meter + customer};
    }
    [[nodiscard]] static card::CardSerial card_of(std::uint64_t customer) {
        return card::CardSerial{0x5459'0000'0000'0000 + customer};
    }
    [[nodiscard]] static std::string transformer_of(std::uint64_t customer) {
        return "T" + std::to_string(1'000 + customer / customers_per_transformer);
    }
    [[nodiscard]] static std::string district_of(std::uint64_t customer) {
        return "District " +
               std::to_string(1 + customer / customers_per_transformer / transformers_per_district);
    }
    // Everybody buys once before anybody buys again, in an order that jumps.
    [[nodiscard]] std::uint64_t customer_of_sale(std::uint64_t sale) const {
        std::uint64_t stride = load_.customers / 2 + 1;
        while (std::gcd(stride, load_.customers) != 1) {
            ++stride;
        }
        return sale % load_.customers * stride % load_.customers;
    }

    void add(Command command) {
        CommandId id;
        base::ByteWriter{id.bytes}.u64(0x0198'0000'0000'7000).u64(++last_id_);
        const sys_seconds at = sys_seconds{day_} + std::chrono::seconds{last_id_ % 40'000 + 28'800};
        batch_.push_back({{id, supervisor_, at, day_}, std::move(command)});
        if (batch_.size() == batch_size) {
            flush();
        }
    }
    void flush() {
        const auto outcomes = store_.post(batch_);
        if (!outcomes) {
            stop(outcomes.error().detail);
        }
        for (const Outcome& outcome : *outcomes) {
            if (!outcome) {
                stop("a command was refused: " +
                     std::to_string(std::to_underlying(outcome.error())));
            }
        }
        batch_.clear();
    }

    void open_accounts() {
        for (std::uint64_t i = 0; i < load_.customers; ++i) {
            customers_[i].used_daily =
                2'000 + static_cast<std::int64_t>(chance_.of(use_of, i, 8'000));
            add(RegisterMeter{meter_of(i), card::KeyVersion{1}});
            add(OpenAccount{meter_of(i), tariff_, "Customer " + std::to_string(i),
                            std::to_string(i % 300 + 1) + " River Lane", ""});
            add(IssueCard{meter_of(i), card_of(i)});
            add(ConfirmCard{meter_of(i), card_of(i), card::Generation{1}});
            if (i % 20'000 == 19'999 || i + 1 == load_.customers) {
                tell("customers", i + 1, load_.customers);
            }
        }
        flush();
    }
    void hang_premises() {
        LinkPremises links;
        for (std::uint64_t i = 0; i < load_.customers; ++i) {
            links.links.push_back({meter_of(i), transformer_of(i), district_of(i), day_});
            if (links.links.size() == most_import_lines || i + 1 == load_.customers) {
                add(std::exchange(links, {}));
                flush();
            }
        }
    }
    // What its customers use, and 3 to 12 % more.
    void read_feeders(std::int64_t day) {
        RecordFeederReadings readings;
        for (std::uint64_t first = 0; first < load_.customers; first += customers_per_transformer) {
            std::int64_t daily = 0;
            for (std::uint64_t i = first;
                 i < std::min(first + customers_per_transformer, load_.customers); ++i) {
                daily += customers_[i].used_daily;
            }
            const auto share = 103 + static_cast<std::int64_t>(chance_.of(loss_of, first, 10));
            readings.readings.push_back(
                {transformer_of(first), day_, WattHours{daily * day / 100 * share}});
            if (readings.readings.size() == most_import_lines) {
                add(std::exchange(readings, {}));
            }
        }
        if (!readings.readings.empty()) {
            add(std::move(readings));
        }
    }

    void visit(std::uint64_t who, std::int64_t day) {
        Customer& customer = customers_[who];
        if (customer.visits % visits_per_report == visits_per_report - 1) {
            report(who, customer, day);
        }
        ++customer.visits;
        const auto energy = 20'000 + static_cast<std::int64_t>(chance_.of(
                                         energy_of, who * 1'000 + customer.visits, 380'000));
        customer.ordered += energy;
        add(Sell{meter_of(who), WattHours{energy}, "counter-" + std::to_string(1 + who % desks)});
    }
    // As the meter would have written it after loading all orders so far. Of 1,000 customers one's
    // supply is open for tampering, and one's clock has stopped.
    void report(std::uint64_t who, Customer& customer, std::int64_t day) {
        ++customer.reports;
        CardReport report;
        card::Report& fields = report.fields;
        const auto kind = chance_.of(kind_of, who, 1'000);
        fields.account_open = true;
        fields.clock_trusted = kind != 1;
        fields.open_reasons = kind == 0 ? std::uint16_t{1U << 11} : std::uint16_t{0};
        fields.supply_closed = kind != 0;
        fields.meter = meter_of(who);
        fields.card = card_of(who);
        fields.meter_sessions = customer.reports;
        fields.report_counter = customer.reports;
        fields.order_sequence = card::Sequence{customer.visits};
        fields.ordered_total = WattHours{customer.ordered};
        fields.consumed_total = WattHours{
            std::min(customer.used_daily * day, customer.ordered + (who % 50 == 0 ? 900 : 0))};
        fields.overdrawn_total =
            std::max(fields.consumed_total - fields.ordered_total, WattHours{});
        fields.time = sys_seconds{day_};
        if (customer.reports > 1) {
            fields.previous_report = {static_cast<std::uint8_t>(customer.reports - 1)};
        }
        report.bytes = card::encode(fields);
        report.digest = {static_cast<std::uint8_t>(customer.reports)};
        add(RecordReport{meter_of(who), card_of(who), card::Generation{1}, customer.reports,
                         customer.visits, report});
    }

    void tell(const char* what, std::uint64_t done, std::uint64_t all) {
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began_;
        std::fprintf(stderr, "%s %llu of %llu, %.0f s, %.0f commands/s\n", what,
                     static_cast<unsigned long long>(done), static_cast<unsigned long long>(all),
                     passed.count(), static_cast<double>(last_id_) / passed.count());
    }

    SqliteStore& store_;
    const Load& load_;
    Chance chance_;
    std::vector<Customer> customers_;
    std::chrono::steady_clock::time_point began_;
    TariffId tariff_{};
    UserId supervisor_{};
    sys_days day_;
    std::uint64_t last_id_ = 0;
    std::vector<Envelope> batch_;
};

bool read_number(const char* text, std::uint64_t& number) {
    const std::string_view digits{text};
    return std::from_chars(digits.data(), digits.data() + digits.size(), number).ec ==
               std::errc{} &&
           number > 0;
}

}  // namespace

int main(int argc, char** argv) {
    Load load;
    if (argc != 5 || !read_number(argv[2], load.customers) || !read_number(argv[3], load.sales) ||
        !read_number(argv[4], load.seed)) {
        std::fprintf(stderr, "usage: office_years OFFICE.DB CUSTOMERS SALES SEED\n");
        return 2;
    }
    load.file = argv[1];
    load.end = std::chrono::floor<days>(std::chrono::system_clock::now());
    auto store = SqliteStore::open(load.file, 1);
    if (!store) {
        stop(store.error().detail);
    }
    Years{**store, load}.run();
    return 0;
}
