// What the home behind the meter draws: a measured load or a generated household, and whatever else
// is switched on for a while.
#pragma once

#include <chrono>
#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

#include "base/quantity.h"
#include "boards/host/household.h"
#include "boards/host/load_csv.h"
#include "meter/credit/supply_rules.h"

namespace boards {

class Load {
 public:
    explicit Load(Household household) : source_{household} {}
    explicit Load(MeasuredLoad measured) : source_{std::move(measured)} {}

    // What would flow through a closed switch from `played` until the next reading of a file, and
    // at `time` in a household. `played` is the time since the start and never goes back.
    [[nodiscard]] meter::Measurement at(std::chrono::seconds played, std::chrono::sys_seconds time);

    // Another appliance of `power`, from `played` for `duration`.
    void add(base::Milliwatts power, std::chrono::seconds played, std::chrono::seconds duration);

    // The file, if it is one.
    [[nodiscard]] const MeasuredLoad* measured() const {
        return std::get_if<MeasuredLoad>(&source_);
    }
    // The last reading of a file is held for ever, from its own time on.
    [[nodiscard]] bool has_ended(std::chrono::seconds played) const;

 private:
    struct Added {
        base::Milliwatts power;
        std::chrono::seconds until;
    };

    std::variant<Household, MeasuredLoad> source_;
    std::size_t reading_ = 0;  // the one that holds now
    std::vector<Added> added_;
};

}  // namespace boards
