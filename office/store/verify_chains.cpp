#include "office/store/verify_chains.h"

#include <array>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "office/store/journal.h"
#include "office/store/sha256.h"

namespace office {
namespace {

constexpr std::int64_t no_more = std::numeric_limits<std::int64_t>::max();

// One table of the journal, read in the order in which its rows were added.
class TableReader {
 public:
    TableReader(Database& database, JournalTable table)
        : table_{table},
          columns_{text_of(table).columns},
          rows_{database.query(text_of(table).select)},
          has_row_{rows_.step()} {}

    // The command of the next row, which for the table of commands is the row's own number.
    [[nodiscard]] std::int64_t command() const { return has_row_ ? rows_.integer(0) : no_more; }
    // The audit entry of the next row of the table of commands.
    [[nodiscard]] std::int64_t entry() const { return has_row_ ? rows_.integer(1) : no_more; }
    [[nodiscard]] JournalTable table() const { return table_; }

    void skip() { has_row_ = rows_.step(); }
    // Adds the next row to what is digested and goes on.
    void take(std::vector<std::uint8_t>& to) {
        values_.clear();
        for (int column = 0; column < columns_; ++column) {
            values_.push_back(rows_.value(column));
        }
        append_row(to, table_, values_);
        skip();
    }

 private:
    JournalTable table_;
    int columns_;
    Query rows_;
    bool has_row_;
    std::vector<SqliteValue> values_;
};

class ChainProof {
 public:
    ChainProof(Database& database, Verification& found) : database_{database}, found_{found} {
        for (std::uint8_t table = 1; table < journal_table_count; ++table) {
            others_.push_back(std::make_unique<TableReader>(database, JournalTable{table}));
        }
    }

    // Ends early where `watch` says so.
    void read_all(const ProofWatch& watch) {
        constexpr std::uint64_t entries_between_looks = 256;
        const auto of =
            static_cast<std::uint64_t>(database_.number("SELECT count(*) FROM audit_entry"));
        auto entries = database_.query(
            "SELECT entry, chain, position, epoch, at_utc_seconds, commands, batch, previous, "
            "digest FROM audit_entry ORDER BY entry");
        while (entries.step()) {
            read_entry(entries);
            if (found_.entries % entries_between_looks == 0 && !watch({found_.entries, of})) {
                found_.is_whole = false;
                return;
            }
        }
        skip_before(no_more);
        compare_ends();
    }

    // Holds one signed copy against the chains; all of read_all() comes first.
    void compare(const SignedHeads& copy) {
        for (const AuditHead& head : copy.heads.heads) {
            const Chain& chain = chains_[head.chain];
            const bool is_there =
                head.length == 0 || (head.length <= chain.digests.size() &&
                                     chain.digests[head.length - 1] == head.digest);
            if (!is_there) {
                add(Fault::copy_not_in_books, copy.file + ", chain " + std::to_string(head.chain) +
                                                  " entry " + std::to_string(head.length));
            }
        }
    }

    void name_unproven(const AuditHeads* newest) {
        for (const auto& [number, chain] : chains_) {
            std::uint64_t proven = 0;
            for (const AuditHead& head :
                 newest != nullptr ? newest->heads : std::vector<AuditHead>{}) {
                if (head.chain == number) {
                    proven = head.length;
                }
            }
            if (proven < chain.digests.size()) {
                found_.unproven.push_back({number, proven + 1, chain.digests.size()});
            }
        }
    }

    void add(Fault fault, std::string where) {
        constexpr std::uint32_t most_of_a_kind = 20;
        if (++counts_[fault] <= most_of_a_kind) {
            found_.faults.push_back({fault, std::move(where)});
        }
    }

 private:
    struct Chain {
        std::uint32_t epoch = 0;
        std::vector<Digest> digests;  // of entry 1, 2, 3, ...
    };

    void read_entry(const Query& row) {
        const auto number = row.integer(0);
        const std::string where = "audit entry " + std::to_string(number);
        const ChainEntry entry{.chain = row.as<std::uint32_t>(1),
                               .position = row.as<std::uint64_t>(2),
                               .epoch = row.as<std::uint32_t>(3),
                               .at = row.time(4),
                               .commands = row.as<std::uint32_t>(5),
                               .batch = row.array<32>(6),
                               .previous = row.array<32>(7)};
        const Digest digest = row.array<32>(8);
        if (digest_of(entry) != digest) {
            add(Fault::entry_altered, where);
        }
        Chain& chain = chains_[entry.chain];
        const Digest previous = chain.digests.empty() ? Digest{} : chain.digests.back();
        if (entry.position != chain.digests.size() + 1 || entry.previous != previous ||
            entry.epoch < chain.epoch) {
            add(Fault::entry_missing, "before " + where);
        }
        chain.epoch = entry.epoch;
        chain.digests.push_back(digest);
        if (digest_rows(number, entry.commands) != entry.batch) {
            add(Fault::rows_altered, where);
        }
        ++found_.entries;
    }

    // The digest of the rows that lie under one entry now.
    Digest digest_rows(std::int64_t entry, std::uint32_t commands) {
        skip_before(entry);
        rows_.clear();
        std::int64_t last_command = 0;
        std::uint32_t count = 0;
        while (commands_.entry() == entry) {
            last_command = commands_.command();
            commands_.take(rows_);
            ++count;
        }
        for (const auto& table : others_) {
            while (table->command() <= last_command) {
                table->take(rows_);
            }
        }
        found_.commands += count;
        return count == commands ? sha256(rows_) : Digest{};
    }

    // Passes over rows that no entry covers.
    void skip_before(std::int64_t entry) {
        while (commands_.entry() < entry) {
            add(Fault::row_without_command, "command " + std::to_string(commands_.command()));
            commands_.skip();
        }
        const std::int64_t first = commands_.command();
        for (const auto& table : others_) {
            while (table->command() < first) {
                add(Fault::row_without_command, text_of(table->table()).name + " of command " +
                                                    std::to_string(table->command()));
                table->skip();
            }
        }
    }

    void compare_ends() {
        std::set<std::uint32_t> with_end;
        auto ends = database_.query("SELECT chain, length, digest FROM audit_chain");
        while (ends.step()) {
            const auto number = ends.as<std::uint32_t>(0);
            const Chain& chain = chains_[number];
            const Digest last = chain.digests.empty() ? Digest{} : chain.digests.back();
            if (ends.as<std::uint64_t>(1) != chain.digests.size() || ends.array<32>(2) != last) {
                add(Fault::chain_end_differs, "audit chain " + std::to_string(number));
            }
            with_end.insert(number);
        }
        for (const auto& [number, chain] : chains_) {
            if (!with_end.contains(number)) {
                add(Fault::chain_end_differs, "audit chain " + std::to_string(number));
            }
        }
    }

    Database& database_;
    Verification& found_;
    TableReader commands_{database_, JournalTable::command};
    std::vector<std::unique_ptr<TableReader>> others_;
    std::vector<std::uint8_t> rows_;
    std::map<std::uint32_t, Chain> chains_;
    std::map<Fault, std::uint32_t> counts_;
};

}  // namespace

void verify_chains(Database& database, std::span<const SignedHeads> copies,
                   const SignatureCheck& is_genuine, const ProofWatch& watch, Verification& found) {
    ChainProof proof{database, found};
    proof.read_all(watch);
    if (!found.is_whole) {
        return;
    }
    const AuditHeads* newest = nullptr;
    for (const SignedHeads& copy : copies) {
        const std::string text = to_text(copy.heads);
        if (!is_genuine(std::vector<std::uint8_t>{text.begin(), text.end()}, copy.signature)) {
            proof.add(Fault::copy_not_genuine, copy.file);
            continue;
        }
        proof.compare(copy);
        newest = &copy.heads;
        ++found.copies;
        found.last_copy_at = copy.heads.at;
    }
    proof.name_unproven(newest);
}

}  // namespace office
