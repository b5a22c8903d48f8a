// The proof of the books: what it finds, and how it is had while the office works.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace office {

enum class Fault : std::uint8_t {
    file_damaged,           // SQLite's own check
    rows_altered,           // the rows of a commit are not those that its entry digests
    row_without_command,    // a row, or a command, that no entry covers
    entry_altered,          // an entry of an audit chain is not the one that was digested
    entry_missing,          // from inside a chain
    chain_end_differs,      // where a chain ends and where it is said to end
    copy_not_genuine,       // the signature of a signed copy
    copy_not_in_books,      // a signed copy states an entry that the books lack or have otherwise
    posting_unbalanced,     // does not sum to zero in money or in energy
    order_without_sale,     // or with another energy
    sale_without_order,     // or with another energy
    sale_not_posted,        // or with other amounts
    posting_without_sale,   // or without the debt that it would stand for
    order_total_wrong,      // not the one before plus this order's energy, or a sequence is missing
    meter_total_differs,    // energy posted to a meter and its newest order's total
    meter_row_differs,      // where a meter stands and what the other rows say
    arrears_not_posted,     // a debt, or with another amount
    desk_receipt_missing,   // a number between a desk's first and last
    desk_row_differs,       // where a desk stands and what the other rows say
    shift_cash_differs,     // what a closed shift took and the sales in it
    day_total_differs,      // what was posted on a closed day and its totals
    posted_on_closed_day,   //
    adjustment_not_posted,  // or with other amounts
    adjustment_by_one_person,  // the same who asked approved, and no card proves it
    exchange_wrong,            // what went over to another meter is neither there nor on its way
    adjustment_share_wrong,    // more of a sale went back than it sold, or another sum
    statistics_differ,         // totals of closed days, or where credit stands, and the other rows
};

struct FoundFault {
    Fault fault{};
    std::string where;  // names the row, for people
};

// Entries that no signed copy covers yet: whoever can write the file could have changed them.
struct Unproven {
    std::uint32_t chain = 0;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};

struct Verification {
    std::vector<FoundFault> faults;  // at most 20 of a kind
    std::uint64_t commands = 0;
    std::uint64_t entries = 0;
    std::uint64_t sales = 0;
    std::uint64_t copies = 0;
    std::optional<std::chrono::sys_seconds> last_copy_at;
    std::vector<Unproven> unproven;

    bool is_whole = true;  // false where it was told to end early

    [[nodiscard]] bool is_sound() const { return faults.empty() && is_whole; }
};

// How far a proof is: audit entries read, of those there are. The rules of the ledger follow.
struct ProofProgress {
    std::uint64_t done = 0;
    std::uint64_t of = 0;
};

// The last proof that was asked for, or the one that goes on.
struct ProofStanding {
    bool is_running = false;
    ProofProgress progress;                      // of the one that goes on
    std::optional<std::chrono::sys_seconds> at;  // when the last one ended
    std::optional<Verification> found;           // by it; none where the books could not be read
};

class BooksProof {
 public:
    virtual ~BooksProof() = default;

    // Begins one in the background; where one goes on already that is the one.
    virtual void begin() = 0;
    [[nodiscard]] virtual ProofStanding standing() const = 0;
};

}  // namespace office
