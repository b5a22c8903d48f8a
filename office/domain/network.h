// Imports of premises and feeder readings: what each line comes to, asked before and when they are
// decided.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "card/identifiers.h"
#include "office/domain/network_commands.h"
#include "office/domain/outcomes.h"

namespace office {

// What the books say about the meters and transformers that an import names.
struct NetworkRows {
    std::set<card::MeterId> meters;                // those registered
    std::map<std::string, std::string> districts;  // of transformers, by their name
    std::map<std::pair<card::MeterId, std::chrono::sys_days>, std::string> links;
    std::map<std::pair<std::string, std::chrono::sys_days>, base::WattHours> readings;
};

struct LineFault {
    std::size_t line = 0;  // from 1 on
    Refusal refusal{};

    bool operator==(const LineFault&) const = default;
};

struct ImportCheck {
    std::vector<std::size_t> added;  // places of the lines that the books do not hold yet
    std::size_t unchanged = 0;
    std::vector<LineFault> faults;  // the import is accepted where there is none
};

[[nodiscard]] ImportCheck check_import(const LinkPremises& given, const NetworkRows& rows);
[[nodiscard]] ImportCheck check_import(const RecordFeederReadings& given, const NetworkRows& rows);

}  // namespace office
