// How a store's questions are asked: each on a read-only connection that sees one state of the
// books from its first query to its last.
#pragma once

#include <algorithm>
#include <expected>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "office/domain/store.h"
#include "office/store/read_pool.h"
#include "office/store/sqlite_database.h"

namespace office {

// What `question` makes of the books.
template <typename Question>
[[nodiscard]] auto ask(ReadPool& pool, Question question)
    -> Store::Found<std::invoke_result_t<Question, Database&>> {
    try {
        ReadPool::Loan loan{pool};
        const auto transaction = Transaction::for_reading(loan.database());
        return question(loan.database());
    } catch (const SqliteFailure& failure) {
        return std::unexpected{StoreError{failure.problem, failure.detail}};
    }
}

// Rows before this one.
[[nodiscard]] inline std::int64_t end_of(const Page& page) {
    constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
    return page.before && std::cmp_less(*page.before, last)
               ? static_cast<std::int64_t>(*page.before)
               : last;
}

[[nodiscard]] inline std::uint32_t limit_of(const Page& page) {
    return std::clamp<std::uint32_t>(page.limit, 1, largest_page);
}

// Every row of a query, each made into a view.
template <typename Make>
[[nodiscard]] auto all(Query found, Make make) {
    std::vector<std::invoke_result_t<Make, const Query&>> rows;
    while (found.step()) {
        rows.push_back(make(found));
    }
    return rows;
}

// The first row, if there is one.
template <typename T>
[[nodiscard]] std::optional<T> only(std::vector<T> rows) {
    if (rows.empty()) {
        return std::nullopt;
    }
    return std::move(rows.front());
}

}  // namespace office
