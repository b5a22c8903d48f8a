#include "boards/host/load.h"

#include <algorithm>

#include "meter/metrology/power_integrator.h"

namespace boards {

meter::Measurement Load::at(std::chrono::seconds played, std::chrono::sys_seconds time) {
    meter::Measurement measurement;
    if (const auto* household = std::get_if<Household>(&source_)) {
        measurement.power = household->power_at(time);
    } else {
        const auto& readings = std::get<MeasuredLoad>(source_).readings;
        while (reading_ + 1 < readings.size() && readings[reading_ + 1].since_start <= played) {
            ++reading_;
        }
        measurement.power = readings[reading_].power;
        measurement.voltage = readings[reading_].voltage;
    }
    std::erase_if(added_, [played](const Added& added) { return added.until <= played; });
    for (const Added& added : added_) {
        measurement.power += added.power;
    }
    measurement.power = std::min(measurement.power, meter::PowerIntegrator::largest_power);
    return measurement;
}

void Load::add(base::Milliwatts power, std::chrono::seconds played, std::chrono::seconds duration) {
    added_.push_back({.power = power, .until = played + duration});
}

bool Load::has_ended(std::chrono::seconds played) const {
    const MeasuredLoad* file = measured();
    return file != nullptr && played > file->readings.back().since_start;
}

}  // namespace boards
