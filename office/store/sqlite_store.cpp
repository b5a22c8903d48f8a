#include "office/store/sqlite_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "office/domain/content.h"
#include "office/domain/decide.h"
#include "office/store/book_rows.h"
#include "office/store/chain_lease.h"
#include "office/store/journal.h"
#include "office/store/office_file.h"
#include "office/store/read_pool.h"
#include "office/store/sha256.h"

namespace office {
namespace {

StoreError error_of(const SqliteFailure& failure) {
    return {failure.problem, failure.detail};
}

// Asked first and read-only, so that a file which is no office stays as it is.
Settings load_settings(const std::filesystem::path& file) {
    Database database = open_office_file(file);
    auto found = database.query("SELECT office, name, currency, time_zone FROM office");
    if (!found.step()) {
        throw SqliteFailure{StoreProblem::not_an_office, "the office is not set up"};
    }
    return {found.as<card::OfficeId>(0), std::string{found.text(1)}, std::string{found.text(2)},
            std::string{found.text(3)}};
}

// The commands of one commit.
class Batch {
 public:
    Batch(Database& database, const Settings& settings)
        : database_{database},
          settings_{settings},
          journal_{database},
          entry_{database.number("SELECT coalesce(max(entry), 0) + 1 FROM audit_entry")},
          next_command_{database.number("SELECT coalesce(max(command), 0) + 1 FROM command")} {}

    [[nodiscard]] Outcome post(const Envelope& envelope) {
        const Context& context = envelope.context;
        const LedgerGroup group = group_of(envelope.command);
        const Digest content = sha256(content_of(context.user, envelope.command));
        if (auto outcome = earlier(group, context.id, content)) {
            return *outcome;
        }
        const Envelope dated{on_open_date(envelope), envelope.command};
        const auto decision = decide(dated, load_rows(database_, dated, settings_));
        if (!decision) {
            return std::unexpected{decision.error()};
        }
        const auto command = next_command_++;
        journal_.add(JournalTable::command, command, entry_, group, context.id.bytes, context.user,
                     context.at, content, encode(decision->answer));
        keep(database_, journal_, dated.context, command, *decision);
        ++accepted_;
        return Accepted{decision->answer, false};
    }

    [[nodiscard]] std::uint32_t accepted() const { return accepted_; }

    void close(const ChainLease& lease, std::chrono::sys_seconds at) {
        lease.append(database_, entry_, at, accepted_, journal_.digest());
    }

 private:
    // A closed date accepts nothing: what comes late goes to the open one. Closing a day alone asks
    // for the date as it is.
    Context on_open_date(const Envelope& envelope) {
        Context context = envelope.context;
        if (!std::holds_alternative<CloseDay>(envelope.command)) {
            context.business_date = open_date(database_, context.business_date);
        }
        return context;
    }

    // What an accepted command of this id comes to; nothing where there is none.
    std::optional<Outcome> earlier(LedgerGroup group, const CommandId& id, const Digest& content) {
        auto found = database_.query(
            "SELECT content, answer FROM command WHERE command_group = ? AND id = ?", group,
            id.bytes);
        if (!found.step()) {
            return std::nullopt;
        }
        if (found.array<32>(0) != content) {
            return std::unexpected{Refusal::id_already_used};
        }
        const auto answer = decode_answer(found.blob(1));
        if (!answer) {
            throw SqliteFailure{StoreProblem::read_or_write, "an answer in the books is damaged"};
        }
        return Accepted{*answer, true};
    }

    Database& database_;
    const Settings& settings_;
    Journal journal_;
    std::int64_t entry_;
    std::int64_t next_command_;
    std::uint32_t accepted_ = 0;
};

}  // namespace

SqliteStore::Opened SqliteStore::create(const std::filesystem::path& file,
                                        const Settings& settings) {
    // Personal data and password hashes lie in it: nobody else reads it.
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        if (errno == EEXIST) {
            return std::unexpected{
                StoreError{StoreProblem::already_exists, file.string() + " is there already"}};
        }
        return std::unexpected{
            StoreError{StoreProblem::cannot_open, file.string() + " cannot be made"}};
    }
    ::close(descriptor);
    try {
        make_office_file(file, settings);
    } catch (const SqliteFailure& failure) {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
        return std::unexpected{error_of(failure)};
    }
    return open(file);
}

SqliteStore::Opened SqliteStore::open(const std::filesystem::path& file, std::size_t readers) {
    try {
        bring_up_to_date(file);
        Settings settings = load_settings(file);
        Database writer{file, Database::Access::write};
        auto lease = std::make_unique<ChainLease>(writer, file);
        auto pool = std::make_unique<ReadPool>(file, readers);
        return std::unique_ptr<SqliteStore>{new SqliteStore{std::move(writer), std::move(settings),
                                                            std::move(lease), std::move(pool)}};
    } catch (const SqliteFailure& failure) {
        return std::unexpected{error_of(failure)};
    }
}

SqliteStore::SqliteStore(Database writer, Settings settings, std::unique_ptr<ChainLease> lease,
                         std::unique_ptr<ReadPool> readers)
    : writer_{std::move(writer)},
      settings_{std::move(settings)},
      lease_{std::move(lease)},
      readers_{std::move(readers)} {}

SqliteStore::~SqliteStore() = default;

std::expected<std::vector<Outcome>, StoreError> SqliteStore::post(std::span<const Envelope> batch) {
    try {
        return post_in_transaction(batch);
    } catch (const SqliteFailure& failure) {
        return std::unexpected{error_of(failure)};
    }
}

std::vector<Outcome> SqliteStore::post_in_transaction(std::span<const Envelope> batch) {
    std::vector<Outcome> outcomes;
    outcomes.reserve(batch.size());
    auto transaction = Transaction::for_writing(writer_);
    Batch posting{writer_, settings_};
    for (const Envelope& envelope : batch) {
        outcomes.push_back(posting.post(envelope));
    }
    if (posting.accepted() > 0) {
        posting.close(*lease_, batch.back().context.at);
        transaction.commit();
    }
    return outcomes;
}

}  // namespace office
