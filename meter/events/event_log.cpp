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
    kept_in_hour_ = {};
    chained_ = {};
    unchained_ = 0;
}

void EventLog::add_kept(const Event& event) {
    recent_.push_back(event);
    ++share_of(event);
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
    if (takes_a_genuine_order(event.kind) || share_of(event) < share_of_a_kind) {
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
        make_room_for(event.kind);
    }
    add_kept(event);
    ++unchained_;
}

std::uint8_t& EventLog::share_of(const Event& event) {
    if (event.time < hour_began_ || event.time - hour_began_ >= share_period) {
        hour_began_ = event.time;
        kept_in_hour_ = {};
    }
    return kept_in_hour_[std::to_underlying(event.kind) - 1];
}

void EventLog::make_room_for(EventKind kind) {
    const auto is_alike = [kind](const Event& kept) { return kept.kind == kind; };
    const auto alike = std::ranges::count_if(recent_, is_alike);
    const bool has_its_share = static_cast<std::size_t>(alike) >= share_of_a_kind;
    auto* const leaving = has_its_share ? std::ranges::find_if(recent_, is_alike) : recent_.begin();
    std::shift_left(leaving, recent_.end(), 1);
    recent_.resize(capacity - 1);
}

}  // namespace meter
