#include "office/domain/history.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace office {
namespace {

// The ends of one period by their times; a consumed total never falls along them.
class EndsInOrder {
 public:
    void add(const card::PeriodEnd& end) { ends_.emplace(end.time, end); }

    [[nodiscard]] const card::PeriodEnd* at(std::chrono::sys_seconds time) const {
        const auto found = ends_.find(time);
        return found == ends_.end() ? nullptr : &found->second;
    }
    [[nodiscard]] bool fits(const card::PeriodEnd& end) const {
        const auto after = ends_.upper_bound(end.time);
        const bool is_below_next =
            after == ends_.end() || end.consumed_total <= after->second.consumed_total;
        const bool is_above_last =
            after == ends_.begin() || std::prev(after)->second.consumed_total <= end.consumed_total;
        return is_below_next && is_above_last;
    }

 private:
    std::map<std::chrono::sys_seconds, card::PeriodEnd> ends_;
};

}  // namespace

std::vector<MeterEnd> ends_of(const std::vector<card::PeriodEnds>& records) {
    std::vector<MeterEnd> ends;
    for (const card::PeriodEnds& record : records) {
        for (const card::PeriodEnd& end : record.ends) {
            ends.push_back({record.period, end});
        }
    }
    return ends;
}

std::vector<MeterEnd> new_ends(const RecordReport& given, const std::vector<MeterEnd>& known,
                               Findings& findings) {
    std::map<card::Period, EndsInOrder> in_order;
    for (const MeterEnd& end : known) {
        in_order[end.period].add(end.end);
    }
    auto ends = ends_of(given.ends);
    std::ranges::sort(ends, {}, [](const MeterEnd& end) { return end.end.time; });
    std::vector<MeterEnd> lacking;
    for (const MeterEnd& given_end : ends) {
        EndsInOrder& others = in_order[given_end.period];
        const card::PeriodEnd& end = given_end.end;
        if (const card::PeriodEnd* const same = others.at(end.time)) {
            if (*same != end) {
                findings.add(Finding::history_contradicts);
            }
            continue;
        }
        const bool is_beyond_report =
            !given.report || end.consumed_total > given.report->fields.consumed_total;
        if (is_beyond_report || !others.fits(end)) {
            findings.add(Finding::history_contradicts);
            continue;
        }
        others.add(end);
        lacking.push_back(given_end);
    }
    return lacking;
}

}  // namespace office
