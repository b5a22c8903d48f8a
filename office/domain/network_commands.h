// Commands about where premises hang and what feeders gave: imported in whole files, line by line.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "card/identifiers.h"

namespace office {

// From a day on the premises of a meter are fed by a transformer, which lies in a district.
struct PremisesLink {
    card::MeterId meter{};
    std::string transformer;  // these two 1 to longest_network_name bytes
    std::string district;
    std::chrono::year_month_day from{};

    bool operator==(const PremisesLink&) const = default;
};

// All of them or none. A line that the books hold already changes nothing, so a file can be sent
// again from its beginning.
struct LinkPremises {
    std::vector<PremisesLink> links;  // 1 to most_import_lines
};

// What a transformer's feeder had given ever, as the day began.
struct FeederReading {
    std::string transformer;
    std::chrono::year_month_day date{};
    base::WattHours total;  // 0 to base::largest_energy

    bool operator==(const FeederReading&) const = default;
};

// Likewise.
struct RecordFeederReadings {
    std::vector<FeederReading> readings;  // 1 to most_import_lines
};

inline constexpr std::size_t most_import_lines = 2000;
inline constexpr std::size_t longest_network_name = 40;

}  // namespace office
