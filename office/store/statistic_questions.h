// The query of each statistic. Texts live to the end of the program.
#pragma once

#include <string>
#include <vector>

#include "office/domain/statistics.h"
#include "office/store/sqlite_value.h"

namespace office {

struct StatisticQuery {
    const std::string* sql = nullptr;
    std::vector<SqliteValue> parameters;   // as many as the text asks for
    std::vector<StatisticColumn> columns;  // of the text's result, in its order
};

[[nodiscard]] StatisticQuery query_of(const StatisticQuestion& question);

}  // namespace office
