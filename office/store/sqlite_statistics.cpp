// What a store answers about many customers at once.
#include <string>
#include <utility>

#include "office/store/question.h"
#include "office/store/sqlite_store.h"
#include "office/store/statistic_questions.h"

namespace office {
namespace {

StatisticCell cell_of(const Query& found, int column) {
    const SqliteValue value = found.value(column);
    if (const auto* const number = std::get_if<std::int64_t>(&value)) {
        return *number;
    }
    if (const auto* const text = std::get_if<std::string_view>(&value)) {
        return std::string{*text};
    }
    return std::monostate{};
}

}  // namespace

Store::Found<StatisticTable> SqliteStore::statistic(const StatisticQuestion& question) const {
    return ask(*readers_, [&](Database& database) {
        StatisticQuery asked = query_of(question);
        auto found = database.query_with(*asked.sql, asked.parameters);
        StatisticTable table{.columns = std::move(asked.columns), .rows = {}};
        while (found.step()) {
            StatisticRow& row = table.rows.emplace_back();
            for (std::size_t column = 0; column < table.columns.size(); ++column) {
                row.push_back(cell_of(found, static_cast<int>(column)));
            }
        }
        return table;
    });
}

}  // namespace office
