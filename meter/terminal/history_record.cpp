#include "meter/terminal/history_record.h"

#include <utility>

#include "base/rounding.h"
#include "card/crypto/cmac.h"

namespace meter {
namespace {

std::optional<HistoryRecordBytes> ends_for_card(card::Period period,
                                                const HistoryPayloads& payloads,
                                                const MeterKeys& keys,
                                                std::uint32_t report_counter) {
    card::PeriodEnds record{.key_version = keys.key_version(),
                            .period = period,
                            .meter = keys.meter(),
                            .report_counter = report_counter,
                            .ends = {}};
    for (const HistoryPayload& payload : payloads) {
        const auto reading = decode_reading(payload);
        if (!reading) {
            continue;
        }
        const card::PeriodEnd end{.time = reading->time,
                                  .clock_trusted = reading->clock_trusted,
                                  .ordered_total = reading->ordered_total,
                                  .consumed_total = base::watt_hours_up(reading->consumed_total)};
        if (card::is_in_range(end)) {
            record.ends.push_back(end);
        }
    }
    if (record.ends.empty()) {
        return std::nullopt;
    }
    card::PeriodEndsBytes bytes = card::encode(record);
    card::set_mac(bytes, card::cmac(keys.report(), card::mac_input(bytes)));
    return HistoryRecordBytes{bytes};
}

}  // namespace

std::optional<HistoryRecordBytes> history_for_card(HistoryKind kind,
                                                   const HistoryPayloads& payloads,
                                                   const MeterKeys& keys,
                                                   std::uint32_t report_counter) {
    if (payloads.empty()) {
        return std::nullopt;
    }
    switch (kind) {
        case HistoryKind::day_ends:
            return ends_for_card(card::Period::day, payloads, keys, report_counter);
        case HistoryKind::month_ends:
            return ends_for_card(card::Period::month, payloads, keys, report_counter);
        case HistoryKind::events:
            break;
    }
    const auto event = decode_event(payloads[0]);
    if (!event) {
        return std::nullopt;
    }
    return HistoryRecordBytes{event_record_of(*event, keys, report_counter)};
}

card::EventRecordBytes event_record_of(const Event& event, const MeterKeys& keys,
                                       std::uint32_t report_counter) {
    card::EventRecordBytes bytes =
        card::encode(card::EventRecord{.key_version = keys.key_version(),
                                       .meter = keys.meter(),
                                       .report_counter = report_counter,
                                       .number = event.number,
                                       .kind = std::to_underlying(event.kind),
                                       .reasons = event.reasons.bits(),
                                       .time = event.time,
                                       .ordered_total = event.ordered_total,
                                       .consumed_total = base::watt_hours_up(event.consumed_total),
                                       .detail = event.detail});
    card::set_mac(bytes, card::cmac(keys.report(), card::mac_input(bytes)));
    return bytes;
}

}  // namespace meter
