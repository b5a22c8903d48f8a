#include "office/domain/statistics.h"

#include <algorithm>
#include <utility>

namespace office {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// Bits of the open reasons, of docs/formats/meter.md.
constexpr unsigned reason_tampering = 11;
constexpr unsigned reason_credit_unproven = 12;

// Far enough in the future for anybody.
constexpr std::int64_t most_days_of_credit = 36'500;

}  // namespace

std::uint32_t tamper_states(const card::Report& report) {
    std::uint32_t states = 0;
    const auto add = [&](TamperState state, bool is_so) {
        states |= static_cast<std::uint32_t>(is_so) << std::to_underlying(state);
    };
    add(TamperState::supply_open_for_tampering,
        (report.open_reasons >> reason_tampering & 1U) != 0);
    add(TamperState::credit_unproven, (report.open_reasons >> reason_credit_unproven & 1U) != 0);
    add(TamperState::clock_not_trusted, !report.clock_trusted);
    return states;
}

base::WattHours daily_use(std::span<const ConsumedAt> newest_first) {
    constexpr days looked_back{90};
    if (newest_first.empty()) {
        return {};
    }
    const ConsumedAt& newest = newest_first.front();
    const ConsumedAt* oldest = nullptr;
    for (const ConsumedAt& one : newest_first.subspan(1)) {
        if (newest.at - one.at > looked_back && oldest != nullptr) {
            break;
        }
        if (newest.at - one.at >= days{1} && one.total <= newest.total) {
            oldest = &one;
        }
    }
    if (oldest == nullptr) {
        return {};
    }
    constexpr std::int64_t day_seconds = std::chrono::seconds{days{1}}.count();
    const std::int64_t used = (newest.total - oldest->total).count();
    const std::int64_t seconds = (newest.at - oldest->at).count();
    return base::WattHours{used / seconds * day_seconds + used % seconds * day_seconds / seconds};
}

std::optional<sys_days> credit_ends(std::chrono::sys_seconds at, base::WattHours remaining,
                                    base::WattHours used_daily) {
    const sys_days day = std::chrono::floor<days>(at);
    if (remaining <= base::WattHours{}) {
        return day;
    }
    if (used_daily <= base::WattHours{}) {
        return std::nullopt;
    }
    return day + days{std::min(remaining.count() / used_daily.count(), most_days_of_credit)};
}

}  // namespace office
