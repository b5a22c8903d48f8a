#include "apps/audit_keeper.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>
#include <variant>

namespace apps {

namespace {

constexpr std::chrono::minutes between_copies{1};

}  // namespace

AuditKeeper::AuditKeeper(const office::Store& store, office::KeyStore& keys,
                         std::filesystem::path folder)
    : store_{store},
      keys_{keys},
      folder_{std::move(folder)},
      kept_at_{std::chrono::steady_clock::now()},
      thread_{[this] { work(); }} {}

AuditKeeper::~AuditKeeper() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    stopped_.notify_all();
    thread_.join();
}

std::chrono::seconds AuditKeeper::unsigned_for() const {
    const auto since = std::chrono::floor<std::chrono::seconds>(std::chrono::steady_clock::now() -
                                                                kept_at_.load());
    return since <= between_copies ? std::chrono::seconds{} : since;
}

void AuditKeeper::work() {
    for (bool goes_on = true; goes_on;) {
        keep_one();
        std::unique_lock lock{mutex_};
        goes_on = !stopped_.wait_for(lock, between_copies, [this] { return is_stopping_; });
    }
    keep_one();
}

void AuditKeeper::keep_one() {
    const auto at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (const auto kept = office::sign_heads(store_, keys_, folder_, at); !kept) {
        const auto* const error = std::get_if<office::StoreError>(&kept.error());
        spdlog::error("the audit heads were not kept: {}",
                      error != nullptr ? error->detail : "the token did not sign them");
        return;
    }
    kept_at_ = std::chrono::steady_clock::now();
}

}  // namespace apps
