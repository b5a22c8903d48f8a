#include "office/keys/token_threads.h"

#include "base/ensure.h"

namespace office {

std::expected<std::unique_ptr<TokenThreads>, TokenError> TokenThreads::start(TokenModule& module,
                                                                             std::string_view pin,
                                                                             std::size_t count) {
    base::ensure(count >= 1 && count <= 16);
    std::unique_ptr<TokenThreads> pool{new TokenThreads};
    for (std::size_t i = 0; i < count; ++i) {
        auto session = module.open_session(pin);
        if (!session) {
            return std::unexpected{session.error()};
        }
        pool->sessions_.push_back(std::move(*session));
    }
    for (const auto& session : pool->sessions_) {
        pool->threads_.emplace_back(
            [pool = pool.get(), &session = *session] { pool->serve(session); });
    }
    return pool;
}

TokenThreads::~TokenThreads() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    arrived_.notify_all();
    for (auto& thread : threads_) {
        thread.join();
    }
}

void TokenThreads::enqueue(Task task) {
    {
        const std::lock_guard lock{mutex_};
        base::ensure(!stopping_);
        tasks_.push_back(std::move(task));
    }
    arrived_.notify_one();
}

void TokenThreads::serve(TokenSession& session) {
    for (;;) {
        std::unique_lock lock{mutex_};
        arrived_.wait(lock, [&] { return stopping_ || !tasks_.empty(); });
        if (tasks_.empty()) {
            return;
        }
        const Task task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        task(session);
    }
}

}  // namespace office
