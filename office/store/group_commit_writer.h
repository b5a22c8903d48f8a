// One thread in front of a store: clients queue, a batch takes all who wait, and each is answered
// after the commit that holds its command. It stamps every command with time and business date.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <expected>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "office/domain/books.h"
#include "office/domain/commands.h"
#include "office/domain/key_store.h"
#include "office/domain/store.h"

namespace office {

class GroupCommitWriter final : public Books {
 public:
    struct Moment {
        std::chrono::sys_seconds at;
        std::chrono::year_month_day business_date{};
    };
    using Clock = std::function<Moment()>;  // any number of threads may ask it
    using Answered = std::function<void(std::expected<Outcome, StoreError>)>;

    struct Limits {
        std::size_t waiting = 4096;
        std::size_t batch = 256;
    };

    // `store` must outlive the writer, and nobody else posts to it meanwhile.
    GroupCommitWriter(Store& store, Clock clock, Limits limits)
        : GroupCommitWriter{store, std::move(clock), limits, nullptr} {}
    GroupCommitWriter(Store& store, Clock clock) : GroupCommitWriter{store, std::move(clock), {}} {}
    // The same; what `keys` were used for since the commit before goes into each commit.
    GroupCommitWriter(Store& store, Clock clock, KeyStore& keys)
        : GroupCommitWriter{store, std::move(clock), {}, &keys} {}
    // Takes no more, finishes and answers all that wait, and keeps the uses of keys since then.
    ~GroupCommitWriter() override;
    GroupCommitWriter(const GroupCommitWriter&) = delete;
    GroupCommitWriter& operator=(const GroupCommitWriter&) = delete;

    // `answered` is called once, on the writer's thread: hand over and return. False where as many
    // wait as may: nothing was taken and `answered` is never called.
    [[nodiscard]] bool submit(Request request, Answered answered);

    // The same for a thread that can wait; too_busy instead of false.
    [[nodiscard]] std::expected<Outcome, StoreError> post(Request request) override;

    [[nodiscard]] std::expected<std::expected<Quote, Refusal>, StoreError> quote(
        UserId user, const Sell& sell) override;

 private:
    struct Waiting {
        Request request;
        Answered answered;
    };

    GroupCommitWriter(Store& store, Clock clock, Limits limits, KeyStore* keys);

    void work();
    void commit(std::vector<Waiting>& batch);

    Store& store_;
    KeyStore* keys_;  // none where uses are not counted
    Clock clock_;
    Limits limits_;
    std::mutex mutex_;
    std::condition_variable something_waits_;
    std::deque<Waiting> waiting_;  // at most limits_.waiting
    bool is_closing_ = false;
    std::thread thread_;  // last: it uses everything above
};

}  // namespace office
