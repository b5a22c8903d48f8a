#include "office/reader/history_reading.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "card/commands.h"
#include "card/event_record.h"
#include "card/period_ends.h"

namespace office {
namespace {

struct Place {
    card::File file{};
    std::uint8_t place = 0;
};

// As HistoryCounters counts them.
Place place_at(std::size_t index) {
    if (index < card::day_end_places) {
        return {card::File::day_ends, static_cast<std::uint8_t>(index)};
    }
    index -= card::day_end_places;
    if (index < card::month_end_places) {
        return {card::File::month_ends, static_cast<std::uint8_t>(index)};
    }
    return {card::event_file(index - card::month_end_places), 0};
}

// Takes one record out of `bytes` into `to` where it is the meter's own and of `file`'s kind.
class Taker {
 public:
    Taker(KeyStore& keys, RecordReport& record) : keys_{keys}, record_{record} {}

    // Refused: keys_unavailable.
    [[nodiscard]] CardWork::Result<void> take(card::File file,
                                              std::span<const std::uint8_t> bytes) {
        return card::is_event_file(file) ? take_event(bytes) : take_ends(file, bytes);
    }

 private:
    CardWork::Result<void> take_event(std::span<const std::uint8_t> bytes) {
        const auto event = card::decode_event_record(bytes);
        card::EventRecordBytes whole{};
        const bool fits = event && event->meter == record_.meter && is_of_this_report(*event) &&
                          bytes.size() == whole.size();
        if (!fits) {
            record_.is_altered = true;
            return {};
        }
        std::ranges::copy(bytes, whole.begin());
        const auto genuine =
            judge(keys_.event_is_genuine(record_.meter, event->key_version, whole));
        if (genuine && *genuine) {
            record_.events.push_back(*event);
        }
        return genuine ? CardWork::Result<void>{} : std::unexpected{genuine.error()};
    }

    CardWork::Result<void> take_ends(card::File file, std::span<const std::uint8_t> bytes) {
        const auto ends = card::decode_period_ends(bytes);
        const auto period = file == card::File::day_ends ? card::Period::day : card::Period::month;
        card::PeriodEndsBytes whole{};
        const bool fits = ends && ends->meter == record_.meter && ends->period == period &&
                          is_of_this_report(*ends) && bytes.size() == whole.size();
        if (!fits) {
            record_.is_altered = true;
            return {};
        }
        std::ranges::copy(bytes, whole.begin());
        const auto genuine =
            judge(keys_.period_ends_are_genuine(record_.meter, ends->key_version, whole));
        if (genuine && *genuine) {
            record_.ends.push_back(*ends);
        }
        return genuine ? CardWork::Result<void>{} : std::unexpected{genuine.error()};
    }

    [[nodiscard]] bool is_of_this_report(const auto& taken) const {
        return taken.report_counter <= record_.report->fields.report_counter;
    }
    CardWork::Result<bool> judge(const KeyStore::Made<bool>& genuine) {
        if (!genuine && genuine.error() != KeyProblem::unknown_key_version) {
            return std::unexpected{CardProblem::keys_unavailable};
        }
        const bool is_genuine = genuine && *genuine;
        record_.is_altered = record_.is_altered || !is_genuine;
        return is_genuine;
    }

    KeyStore& keys_;
    RecordReport& record_;
};

std::span<const std::uint8_t> bytes_of(const card::ResponseData& data) {
    return {data.data(), data.size()};
}

}  // namespace

CardWork::Result<void> take_history(CardVisit& visit, KeyStore& keys, std::uint32_t seen,
                                    RecordReport& record) {
    const auto answer = visit.give(card::get_history_counters());
    if (!answer) {
        return std::unexpected{answer.error()};
    }
    const auto counters = card::decode_history_counters(bytes_of(*answer));
    if (!counters) {
        return std::unexpected{CardProblem::card_not_genuine};
    }
    Taker taker{keys, record};
    for (std::size_t i = 0; i < counters->size(); ++i) {
        if (counters->at(i) <= seen) {
            continue;
        }
        const Place place = place_at(i);
        const auto data = visit.give(card::read_place(place.file, place.place));
        if (!data) {
            return std::unexpected{data.error()};
        }
        if (const auto taken = taker.take(place.file, bytes_of(*data)); !taken) {
            return taken;
        }
    }
    return {};
}

}  // namespace office
