// A process that posts is killed at any instant: every sale that it had acknowledged is in the
// books once, and the books are sound.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <set>
#include <thread>

#include "base/ensure.h"
#include "tests/store_contract/books_fixture.h"

namespace office {
namespace {

constexpr int kills = 25;
constexpr std::size_t batch_size = 4;

class Crash : public BooksTest {};
INSTANTIATE_TEST_SUITE_P(EveryStore, Crash, testing::ValuesIn(every_store()),
                         [](const auto& kind) { return kind.param.name; });

// Sells until killed; each id is written to `acknowledged` after the commit that holds its sale.
[[noreturn]] void sell_for_ever(const StoreKind& kind, const std::filesystem::path& folder,
                                std::uint64_t first_id, int acknowledged) {
    auto store = kind.open(folder);
    base::ensure(store.has_value());
    for (std::uint64_t next = first_id;; next += batch_size) {
        std::vector<Envelope> batch;
        for (std::uint64_t i = 0; i < batch_size; ++i) {
            batch.push_back(
                envelope(Sell{test_meter, base::WattHours{100}, ""}, clerk, numbered_id(next + i)));
        }
        const auto outcomes = (*store)->post(batch);
        base::ensure(outcomes.has_value());
        for (std::uint64_t id = next; id < next + batch_size; ++id) {
            base::ensure(::write(acknowledged, &id, sizeof id) == sizeof id);
        }
    }
}

// The ids that a selling process acknowledged before it was killed `after` its first one.
std::vector<std::uint64_t> acknowledged_until_killed(const StoreKind& kind,
                                                     const std::filesystem::path& folder,
                                                     std::uint64_t first_id,
                                                     std::chrono::microseconds after) {
    int ends[2];
    base::ensure(::pipe(ends) == 0);
    const pid_t process = ::fork();
    base::ensure(process >= 0);
    if (process == 0) {
        ::close(ends[0]);
        sell_for_ever(kind, folder, first_id, ends[1]);
    }
    ::close(ends[1]);
    std::vector<std::uint64_t> ids;
    std::uint64_t id = 0;
    base::ensure(::read(ends[0], &id, sizeof id) == sizeof id);
    ids.push_back(id);
    std::this_thread::sleep_for(after);  // the instant of the kill is the point of this test
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
    while (::read(ends[0], &id, sizeof id) == sizeof id) {
        ids.push_back(id);
    }
    ::close(ends[0]);
    return ids;
}

TEST_P(Crash, at_any_instant_loses_and_doubles_no_acknowledged_sale) {
    std::mt19937_64 random{7};
    store_.reset();
    std::uint64_t next_id = 2'000'000;
    std::set<std::uint64_t> acknowledged;

    for (int i = 0; i < kills; ++i) {
        const std::chrono::microseconds after{random() % 20'000};
        for (const auto id :
             acknowledged_until_killed(GetParam(), folder_.path(), next_id, after)) {
            acknowledged.insert(id);
        }
        next_id += 1'000'000;
    }

    reopen();
    for (const auto id : acknowledged) {
        const auto group = LedgerGroup{std::to_underlying(test_meter)};
        ASSERT_TRUE(store_->answer_to(group, numbered_id(id), clerk)->has_value()) << id;
    }
    const auto ledger = store_->ledger(test_date, test_date);
    const auto sold = ledger->postings;
    EXPECT_GE(sold, acknowledged.size());
    EXPECT_LE(sold, acknowledged.size() + kills * batch_size);  // committed, not yet acknowledged
    EXPECT_EQ(store_->meter(test_meter)->value().ordered_total,
              base::WattHours{static_cast<std::int64_t>(100 * sold)});
    EXPECT_THAT(GetParam().faults(folder_.path()), testing::IsEmpty());
}

}  // namespace
}  // namespace office
