#include "meter/terminal/history_on_card.h"

#include <algorithm>
#include <utility>

namespace meter {
namespace {

// How many records share a place, how many places there are, how many records are wanted.
struct Share {
    std::uint32_t records;
    std::uint32_t places;
    std::uint32_t wanted;
};

constexpr Share share_of(HistoryKind kind) {
    switch (kind) {
        case HistoryKind::day_ends:
            return {card::ends_of_a_record, card::day_end_places, card::kept_day_ends};
        case HistoryKind::month_ends:
            return {card::ends_of_a_record, card::month_end_places, card::kept_month_ends};
        case HistoryKind::events:
            return {1, card::kept_events, card::kept_events};
    }
    std::unreachable();
}

}  // namespace

card::File HistoryPart::file() const {
    switch (kind) {
        case HistoryKind::day_ends:
            return card::File::day_ends;
        case HistoryKind::month_ends:
            return card::File::month_ends;
        case HistoryKind::events:
            return card::event_file(last % card::kept_events);
    }
    std::unreachable();
}

std::uint8_t HistoryPart::place() const {
    const Share share = share_of(kind);
    return kind == HistoryKind::events
               ? std::uint8_t{0}
               : static_cast<std::uint8_t>(last / share.records % share.places);
}

void HistoryOnCard::begin(card::CardSerial serial, card::Generation generation,
                          const NewestNumbers& newest) {
    const bool is_same_card = serial == serial_ && generation == generation_;
    serial_ = serial;
    generation_ = generation;
    for (std::size_t i = 0; i < history_kinds; ++i) {
        Progress& progress = progress_[i];
        const Run& now = progress.now;
        if (!is_same_card || progress.before.to > newest[i]) {
            progress.before = {};
        } else if (now.to != 0 && now.from <= now.to && progress.before.to != now.to) {
            // Cut off before it came to what was told earlier: between the two something lacks.
            progress.before = now;
        }
        progress.now = {newest[i] + 1, newest[i]};
    }
    turn_ = 0;
}

std::optional<HistoryPart> HistoryOnCard::next() const {
    for (std::size_t i = 0; i < history_kinds; ++i) {
        const std::size_t kind = (turn_ + i) % history_kinds;
        if (const auto part =
                next_of(HistoryKind{static_cast<std::uint8_t>(kind)}, progress_[kind])) {
            return part;
        }
    }
    return std::nullopt;
}

std::optional<HistoryPart> HistoryOnCard::next_of(HistoryKind kind, const Progress& progress) {
    const Share share = share_of(kind);
    const std::uint32_t newest = progress.now.to;
    const Run& before = progress.before;
    std::uint32_t last = progress.now.from - 1;  // the newest that this insertion has not told
    if (before.to != 0 && last >= before.from && last <= before.to) {
        last = before.from - 1;
    }
    const std::uint32_t oldest = newest > share.wanted ? newest - share.wanted + 1 : 1;
    if (last < oldest) {
        return std::nullopt;
    }
    const std::uint32_t begin_of_place = last - last % share.records;
    // The rest of a place that was told in part goes again with it: a place is written whole.
    const std::uint32_t end_of_place = begin_of_place + share.records - 1;
    return HistoryPart{kind, std::max(begin_of_place, std::uint32_t{1}),
                       std::min(end_of_place, newest)};
}

void HistoryOnCard::note_told(const HistoryPart& part) {
    Progress& progress = progress_[std::to_underlying(part.kind)];
    progress.now.from = part.first;
    Run& before = progress.before;
    if (before.to != 0 && part.first <= before.to + 1) {
        before = {std::min(before.from, part.first), progress.now.to};
    }
    turn_ = (std::to_underlying(part.kind) + std::size_t{1}) % history_kinds;
}

}  // namespace meter
