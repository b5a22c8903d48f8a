#include "apps/audit_keeper.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>
#include <variant>

namespace apps {

AuditKeeper::AuditKeeper(const office::Store& store, office::KeyStore& keys,
                         std::filesystem::path folder)
    : store_{store}, keys_{keys}, folder_{std::move(folder)}, thread_{[this] { work(); }} {}

AuditKeeper::~AuditKeeper() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    stopped_.notify_all();
    thread_.join();
}

void AuditKeeper::work() {
    for (bool goes_on = true; goes_on;) {
        keep_one();
        std::unique_lock lock{mutex_};
        goes_on =
            !stopped_.wait_for(lock, std::chrono::minutes{1}, [this] { return is_stopping_; });
    }
    keep_one();
}

void AuditKeeper::keep_one() {
    const auto at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (const auto kept = office::sign_heads(store_, keys_, folder_, at); !kept) {
        const auto* const error = std::get_if<office::StoreError>(&kept.error());
        spdlog::error("the audit heads were not kept: {}",
                      error != nullptr ? error->detail : "the token did not sign them");
    }
}

}  // namespace apps
