#include "meter/metrology/load_profile.h"

#include "base/ensure.h"
#include "base/rounding.h"

namespace meter {

LoadProfile::LoadProfile(std::chrono::seconds period) : period_{period} {
    base::ensure(period.count() >= 1 && period <= std::chrono::hours{24});
}

std::optional<ProfileRecord> LoadProfile::add(const EnergyRegisters& registers,
                                              std::chrono::sys_seconds now) {
    const std::chrono::sys_seconds begins{
        period_ * base::divide_down(now.time_since_epoch().count(), period_.count())};
    if (!begins_) {
        begins_ = begins;
        began_on_time_ = now == begins;
        at_begin_ = registers;
        return std::nullopt;
    }
    if (begins == *begins_) {
        return std::nullopt;
    }
    ProfileRecord record{*begins_,
                         registers.imported - at_begin_.imported,
                         registers.exported - at_begin_.exported,
                         {},
                         began_on_time_ && begins == *begins_ + period_};
    for (std::size_t i = 0; i < record.reactive.size(); ++i) {
        record.reactive[i] = registers.reactive[i] - at_begin_.reactive[i];
    }
    began_on_time_ = begins == *begins_ + period_;
    begins_ = begins;
    at_begin_ = registers;
    return record;
}

}  // namespace meter
