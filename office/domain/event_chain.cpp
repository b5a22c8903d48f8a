#include "office/domain/event_chain.h"

#include <algorithm>

namespace office {
namespace {

// The events that follow each other without a gap up to the newest one, rising.
std::vector<card::EventRecord> newest_run(std::vector<card::EventRecord> events) {
    std::ranges::sort(events, {}, &card::EventRecord::number);
    auto first = events.end();
    while (first != events.begin() &&
           (first == events.end() || std::prev(first)->number + 1 == first->number)) {
        --first;
    }
    return {first, events.end()};
}

bool leads_to(card::Digest8 digest, const card::Digest8& now,
              std::span<const card::EventRecord> events) {
    for (const card::EventRecord& event : events) {
        digest = card::event_log_digest(digest, event);
        if (digest == now) {
            return true;
        }
    }
    return false;
}

// With those of the books beside them; of one number, the one that was brought.
std::vector<card::EventRecord> with_known(std::vector<card::EventRecord> brought,
                                          const Rows& rows) {
    const std::size_t count = brought.size();
    for (const card::EventRecord& known : rows.log.newest) {
        const auto end = brought.begin() + static_cast<std::ptrdiff_t>(count);
        if (std::ranges::find(brought.begin(), end, known.number, &card::EventRecord::number) ==
            end) {
            brought.push_back(known);
        }
    }
    return brought;
}

}  // namespace

bool contradicts(const KnownLog& log) {
    const auto came_with_it = [&](const card::EventRecord& event) {
        return event.report_counter == log.counter;
    };
    if (log.before == log.now || std::ranges::none_of(log.events, came_with_it)) {
        return false;
    }
    const auto run = newest_run(log.events);
    if (run.front().number > log.settled + 1) {
        return false;
    }
    // Which of them the earlier report had already counted, no record says.
    for (std::size_t first = 0; first < run.size(); ++first) {
        if (leads_to(log.before, log.now, std::span{run}.subspan(first))) {
            return false;
        }
    }
    return true;
}

KnownLog log_by_customers_card(const std::vector<card::EventRecord>& brought, std::uint32_t counter,
                               const Rows& rows) {
    return {.before = rows.log.before_last.value_or(card::Digest8{}),
            .now = rows.last_report ? rows.last_report->fields.event_log : card::Digest8{},
            .counter = counter,
            .settled = rows.log.settled_before_last,
            .events = with_known(brought, rows)};
}

KnownLog log_by_field_card(const std::vector<card::EventRecord>& brought,
                           const card::Report& report, const Rows& rows) {
    return {.before = rows.last_report ? rows.last_report->fields.event_log : card::Digest8{},
            .now = report.event_log,
            .counter = report.report_counter,
            .settled = rows.log.settled,
            .events = with_known(brought, rows)};
}

}  // namespace office
