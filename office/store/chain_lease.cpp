#include "office/store/chain_lease.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <string>

#include "office/store/journal.h"

namespace office {
namespace {

constexpr std::uint32_t most_chains = 64;  // processes that write at the same time

// The locked file, or -1 where another process holds it.
int lock_file(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        throw SqliteFailure{StoreProblem::cannot_open, file.string() + " cannot be opened"};
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor);
        return -1;
    }
    return descriptor;
}

std::uint32_t raise_epoch(Database& database, std::uint32_t chain) {
    auto transaction = Transaction::for_writing(database);
    database.run("INSERT OR IGNORE INTO audit_chain VALUES (?, 0, 0, zeroblob(32))", chain);
    database.run("UPDATE audit_chain SET epoch = epoch + 1 WHERE chain = ?", chain);
    const auto epoch = [&] {
        auto found = database.query("SELECT epoch FROM audit_chain WHERE chain = ?", chain);
        found.step();
        return found.as<std::uint32_t>(0);
    }();
    transaction.commit();
    return epoch;
}

}  // namespace

ChainLease::ChainLease(Database& database, const std::filesystem::path& file) {
    for (chain_ = 1; chain_ <= most_chains; ++chain_) {
        lock_ = lock_file(file.string() + ".chain-" + std::to_string(chain_) + ".lock");
        if (lock_ >= 0) {
            break;
        }
    }
    if (lock_ < 0) {
        throw SqliteFailure{StoreProblem::too_busy, "too many programs write to " + file.string()};
    }
    try {
        epoch_ = raise_epoch(database, chain_);
    } catch (const SqliteFailure&) {
        ::close(lock_);
        throw;
    }
}

ChainLease::~ChainLease() {
    ::close(lock_);
}

void ChainLease::append(Database& database, std::int64_t entry, std::chrono::sys_seconds at,
                        std::uint32_t commands, const Digest& batch) const {
    ChainEntry added{
        .chain = chain_, .epoch = epoch_, .at = at, .commands = commands, .batch = batch};
    {
        auto head = database.query(
            "SELECT length, digest FROM audit_chain WHERE chain = ? AND epoch = ?", chain_, epoch_);
        if (!head.step()) {
            throw SqliteFailure{StoreProblem::lease_lost,
                                "another program took over audit chain " + std::to_string(chain_)};
        }
        added.position = head.as<std::uint64_t>(0) + 1;
        added.previous = head.array<32>(1);
    }
    const Digest digest = digest_of(added);
    database.run("INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", entry, chain_,
                 added.position, epoch_, at, commands, batch, added.previous, digest);
    database.run("UPDATE audit_chain SET length = ?, digest = ? WHERE chain = ?", added.position,
                 digest, chain_);
}

}  // namespace office
