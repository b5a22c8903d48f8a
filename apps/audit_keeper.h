// Copies the audit chains' signed heads outside the database: every minute, at the start and at the
// end. Whoever shortens the books cannot shorten what was copied elsewhere.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "office/domain/key_store.h"
#include "office/domain/store.h"
#include "office/store/audit_heads_folder.h"

namespace apps {

class AuditKeeper {
 public:
    // Keeps them in `folder`; store and keys outlive the keeper.
    AuditKeeper(const office::Store& store, office::KeyStore& keys, std::filesystem::path folder);
    AuditKeeper(const AuditKeeper&) = delete;
    AuditKeeper& operator=(const AuditKeeper&) = delete;
    ~AuditKeeper();

    // How long ago all that the chains held was last signed and copied, beyond the usual minute;
    // 0 within it.
    [[nodiscard]] std::chrono::seconds unsigned_for() const;

 private:
    void keep_one();
    void work();

    const office::Store& store_;
    office::KeyStore& keys_;
    office::AuditHeadsFolder folder_;
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool is_stopping_ = false;
    std::atomic<std::chrono::steady_clock::time_point> kept_at_;
    std::thread thread_;  // last: it uses everything above
};

}  // namespace apps
