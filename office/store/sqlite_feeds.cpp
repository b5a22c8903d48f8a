// What a store tells to those who follow the books: every accepted command, every leg of the
// ledger.
#include <algorithm>
#include <limits>
#include <utility>

#include "office/domain/content.h"
#include "office/store/question.h"
#include "office/store/sqlite_store.h"

namespace office {
namespace {

std::int64_t place_of(const FeedPage& page) {
    constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
    return std::cmp_less(page.after, last) ? static_cast<std::int64_t>(page.after) : last;
}

std::uint32_t length_of(const FeedPage& page) {
    return std::clamp<std::uint32_t>(page.limit, 1, largest_page);
}

// The meter of a row whose column is 0 where it is about none.
std::optional<card::MeterId> meter_of(const Query& found, int column) {
    const auto meter = found.as<card::MeterId>(column);
    return meter == card::MeterId{} ? std::nullopt : std::optional{meter};
}

}  // namespace

Store::Found<std::vector<ChangeView>> SqliteStore::changes(FeedPage page) const {
    return ask(*readers_, [&](Database& database) {
        std::vector<ChangeView> changes;
        auto found = database.query(
            "SELECT command, at_utc_seconds, command_group, user, answer FROM command "
            "WHERE command > ? ORDER BY command LIMIT ?",
            place_of(page), length_of(page));
        while (found.step()) {
            const auto answer = decode_answer(found.blob(4));
            if (!answer) {
                throw SqliteFailure{StoreProblem::read_or_write,
                                    "command " + std::to_string(found.integer(0)) +
                                        " has an answer that cannot be read: run verify"};
            }
            changes.push_back({.change = found.as<std::uint64_t>(0),
                               .at = found.time(1),
                               .meter = meter_of(found, 2),
                               .user = found.as<UserId>(3),
                               .answer = *answer});
        }
        return changes;
    });
}

Store::Found<std::vector<LegView>> SqliteStore::legs(std::chrono::year_month_day from,
                                                     std::chrono::year_month_day to,
                                                     FeedPage page) const {
    return ask(*readers_, [&](Database& database) {
        return all(database.query("SELECT leg, command, business_date_days, meter, account, amount "
                                  "FROM posting_leg WHERE leg > ? "
                                  "AND business_date_days BETWEEN ? AND ? ORDER BY leg LIMIT ?",
                                  place_of(page), from, to, length_of(page)),
                   [](const Query& found) {
                       return LegView{.leg = found.as<std::uint64_t>(0),
                                      .posting = found.as<std::uint64_t>(1),
                                      .business_date = found.date(2),
                                      .meter = meter_of(found, 3),
                                      .account = found.as<Account>(4),
                                      .amount = found.integer(5)};
                   });
    });
}

}  // namespace office
