#include "office/store/group_commit_writer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <latch>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/byte_writer.h"
#include "base/ensure.h"
#include "office/store/sqlite_store.h"

namespace office {
namespace {

constexpr GroupCommitWriter::Moment now{
    std::chrono::sys_seconds{std::chrono::seconds{1'790'000'000}},
    std::chrono::year{2026} / std::chrono::September / 21};

Request new_user(std::uint64_t number) {
    CommandId id;
    base::ByteWriter{id.bytes}.u64(0).u64(number);
    return {id, the_office, AddUser{"user " + std::to_string(number), Role::clerk, "hash"}};
}

class Writer : public testing::Test {
 protected:
    Writer() {
        std::string name = (std::filesystem::temp_directory_path() / "tallywatt-XXXXXX").string();
        base::ensure(::mkdtemp(name.data()) != nullptr);
        folder_ = name;
        auto created = SqliteStore::create(folder_ / "office.db",
                                           {card::OfficeId{1}, "Test office", "EUR", "UTC"});
        base::ensure(created.has_value());
        store_ = std::move(*created);
    }
    ~Writer() override {
        store_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    std::filesystem::path folder_;
    std::unique_ptr<SqliteStore> store_;
};

TEST_F(Writer, answers_every_thread_that_waits_with_its_own_outcome) {
    constexpr std::uint64_t client_count = 8;
    constexpr std::uint64_t commands_each = 20;
    GroupCommitWriter writer{*store_, [] { return now; }};
    std::atomic<std::uint64_t> accepted{0};
    std::vector<std::thread> clients;

    for (std::uint64_t client = 0; client < client_count; ++client) {
        clients.emplace_back([&, client] {
            for (std::uint64_t i = 0; i < commands_each; ++i) {
                const auto outcome = writer.post(new_user(client * 100 + i));
                accepted += outcome && *outcome ? 1 : 0;
            }
        });
    }
    for (auto& client : clients) {
        client.join();
    }

    EXPECT_EQ(accepted, client_count * commands_each);
    EXPECT_EQ(store_->users()->size(), client_count * commands_each);
}

// The writer is held inside the clock, which it asks before each commit.
TEST_F(Writer, commits_all_who_wait_together_and_refuses_more_than_may_wait) {
    std::latch first_is_taken{1};
    std::promise<void> go_on;
    const auto held = go_on.get_future().share();
    GroupCommitWriter::Clock clock = [&, is_first = true]() mutable {
        if (std::exchange(is_first, false)) {
            first_is_taken.count_down();
            held.wait();
        }
        return now;
    };
    std::atomic<int> answered{0};
    const auto count = [&answered](const auto&) { ++answered; };
    {
        GroupCommitWriter writer{*store_, clock, {.waiting = 3, .batch = 100}};
        ASSERT_TRUE(writer.submit(new_user(0), count));
        first_is_taken.wait();
        ASSERT_TRUE(writer.submit(new_user(1), count));
        ASSERT_TRUE(writer.submit(new_user(2), count));
        ASSERT_TRUE(writer.submit(new_user(3), count));

        EXPECT_FALSE(writer.submit(new_user(4), count));
        EXPECT_EQ(writer.post(new_user(5)).error().problem, StoreProblem::too_busy);
        go_on.set_value();
    }

    EXPECT_EQ(answered, 4);
    EXPECT_EQ(store_->audit_entries({})->size(), 2U);
    EXPECT_EQ(store_->audit_entries({})->front().commands, 3U);
}

TEST_F(Writer, stamps_commands_with_its_own_time) {
    GroupCommitWriter writer{*store_, [] { return now; }};

    const auto outcome = writer.post(new_user(1));

    ASSERT_TRUE(outcome && *outcome);
    EXPECT_EQ(store_->audit_entries({})->front().at, now.at);
}

}  // namespace
}  // namespace office
