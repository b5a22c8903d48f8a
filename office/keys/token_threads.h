// The fixed pool of threads that talk to the token, one session each. Callers hand in work and
// wait; nobody else touches a session.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <expected>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "office/keys/token_module.h"

namespace office {

class TokenThreads {
 public:
    // Opens `count` sessions (1 to 16) on the module's token. Refused: as
    // TokenModule::open_session.
    [[nodiscard]] static std::expected<std::unique_ptr<TokenThreads>, TokenError> start(
        TokenModule& module, std::string_view pin, std::size_t count);
    TokenThreads(const TokenThreads&) = delete;
    TokenThreads& operator=(const TokenThreads&) = delete;
    // Finishes what was handed in, closes the sessions.
    ~TokenThreads();

    // Runs `work(TokenSession&)` on one of the threads and gives its result. Any thread may call.
    template <typename Work>
    auto run(Work work) {
        using Result = decltype(work(std::declval<TokenSession&>()));
        // Shared: the thread may still be inside the task when the caller has its result.
        const auto task =
            std::make_shared<std::packaged_task<Result(TokenSession&)>>(std::move(work));
        auto result = task->get_future();
        enqueue([task](TokenSession& session) { (*task)(session); });
        return result.get();
    }

 private:
    using Task = std::function<void(TokenSession&)>;

    TokenThreads() = default;
    void enqueue(Task task);
    void serve(TokenSession& session);

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Task> tasks_;
    bool stopping_ = false;
    std::vector<std::unique_ptr<TokenSession>> sessions_;
    std::vector<std::thread> threads_;
};

}  // namespace office
