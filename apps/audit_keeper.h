// Copies the audit chains' signed heads outside the database: every minute, at the start and at the
// end. Whoever shortens the books cannot shorten what was copied elsewhere.
#pragma once

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

 private:
    void keep_one();
    void work();

    const office::Store& store_;
    office::KeyStore& keys_;
    office::AuditHeadsFolder folder_;
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool is_stopping_ = false;
    std::thread thread_;  // last: it uses everything above
};

}  // namespace apps
