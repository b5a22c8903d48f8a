// The lease on one audit chain: held while a process lives, by an advisory lock on a file beside
// the database. The epoch, raised each time the lease is taken, shows in every entry.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "office/domain/audit.h"
#include "office/store/sqlite_database.h"

namespace office {

class ChainLease {
 public:
    // Takes the first chain that no living process holds, or starts a new one.
    // Throws SqliteFailure.
    ChainLease(Database& database, const std::filesystem::path& file);
    ~ChainLease();
    ChainLease(const ChainLease&) = delete;
    ChainLease& operator=(const ChainLease&) = delete;

    // Adds the entry of a commit, inside its transaction.
    // Throws lease_lost where the chain has another epoch than ours.
    void append(Database& database, std::int64_t entry, std::chrono::sys_seconds at,
                std::uint32_t commands, const Digest& batch) const;

 private:
    std::uint32_t chain_ = 0;
    std::uint32_t epoch_ = 0;
    int lock_ = -1;  // a file descriptor, closed at the end
};

}  // namespace office
