#include "meter/events/event_log.h"

#include <algorithm>
#include <utility>

#include "base/rounding.h"
#include "card/event_record.h"

namespace meter {
namespace {

// As event records tell of it.
card::Digest8 digest_with(const card::Digest8& before, const Event& event) {
    return card::event_log_digest(before,
                                  {.number = event.number,
                                   .kind = std::to_underlying(event.kind),
                                   .reasons = event.reasons.bits(),
                                   .time = event.time,
                                   .ordered_total = event.ordered_total,
                                   .consumed_total = base::watt_hours_up(event.consumed_total),
                                   .detail = event.detail});
}

}  // namespace

bool takes_a_genuine_order(EventKind kind) {
    return kind == EventKind::account_opened || kind == EventKind::account_closed ||
           kind == EventKind::card_bound || kind == EventKind::credited ||
           kind == EventKind::order_skipped || kind == EventKind::parameters_taken;
}

void EventLog::resume(const Counters& counters, std::uint32_t last_number) {
    recent_.clear();
    counters_ = counters;
    last_number_ = last_number;
    chained_ = {};
    unchained_ = 0;
}

void EventLog::resume_digest(const card::Digest8& digest) {
    chained_ = digest;
    unchained_ = digest == card::Digest8{} ? recent_.size() : 0;
}

card::Digest8 EventLog::digest() const {
    card::Digest8 digest = chained_;
    for (std::size_t i = recent_.size() - unchained_; i < recent_.size(); ++i) {
        digest = digest_with(digest, recent_[i]);
    }
    return digest;
}

void EventLog::chain() {
    chained_ = digest();
    unchained_ = 0;
}

bool EventLog::operator==(const EventLog& other) const {
    return recent_ == other.recent_ && counters_ == other.counters_ &&
           last_number_ == other.last_number_ && digest() == other.digest();
}

void EventLog::add(Event event) {
    event.number = ++last_number_;
    count(event.kind);
    if (takes_a_genuine_order(event.kind)) {
        keep(event);
        return;
    }
    event.share_used = share_used_at(event);
    if (event.share_used < share_of_a_kind && !is_crowded_for(event)) {
        keep(event);
    }
}

void EventLog::take_over(const Event& event) {
    last_number_ = event.number;
    count(event.kind);
    keep(event);
}

void EventLog::count(EventKind kind) {
    std::uint8_t& counter = counters_[std::to_underlying(name_of(kind).counter)];
    counter = static_cast<std::uint8_t>(counter + 1);
}

void EventLog::keep(const Event& event) {
    if (recent_.size() == capacity || unchained_ >= most_unchained) {
        chain();
    }
    if (recent_.size() == capacity) {
        std::shift_left(recent_.begin() + leaving_for(event.kind), recent_.end(), 1);
        recent_.resize(capacity - 1);
    }
    add_kept(event);
    ++unchained_;
}

std::uint8_t EventLog::share_used_at(const Event& event) const {
    for (std::size_t i = recent_.size(); i-- > 0;) {
        const Event& newest = recent_[i];
        if (newest.kind == event.kind) {
            const auto forgotten = std::max(event.time - newest.time, {}) / share_pause;
            return static_cast<std::uint8_t>(
                std::max<std::int64_t>(newest.share_used + 1 - forgotten, 0));
        }
    }
    return 0;
}

std::ptrdiff_t EventLog::kept_of(EventKind kind) const {
    return std::ranges::count(recent_, kind, &Event::kind);
}

bool EventLog::is_crowded_for(const Event& event) const {
    return recent_.size() == capacity && leaving_for(event.kind) == 0 &&
           recent_[0].kind != event.kind && kept_of(recent_[0].kind) == 1 &&
           event.time - recent_[0].time < share_pause;
}

// What took a genuine order makes room for its like once it has a share. Any other kind can be
// flooded: the oldest of the kind that has most leaves, the newcomer counted among its own.
std::size_t EventLog::leaving_for(EventKind kind) const {
    const bool is_genuine = takes_a_genuine_order(kind);
    const bool leaves_its_own = !is_genuine || kept_of(kind) >= share_of_a_kind;
    EventKind leaving = kind;
    std::ptrdiff_t most = leaves_its_own ? kept_of(kind) + 1 : 1;
    for (const Event& event : recent_) {
        const std::ptrdiff_t kept = kept_of(event.kind);
        if (kept > most && !takes_a_genuine_order(event.kind) && !(is_genuine && leaves_its_own)) {
            leaving = event.kind;
            most = kept;
        }
    }
    if (most == 1) {
        return 0;
    }
    const auto* const oldest = std::ranges::find(recent_, leaving, &Event::kind);
    return static_cast<std::size_t>(oldest - recent_.begin());
}

}  // namespace meter
