#include "meter/storage/history_records.h"

#include <algorithm>
#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/ensure.h"
#include "base/rounding.h"
#include "card/record.h"
#include "meter/storage/reasons_and_share.h"

namespace meter {
namespace {

using base::ByteReader;
using base::ByteWriter;
using base::Millijoules;
using base::Milliwatts;
using base::WattHours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

// A profile's time and flags share four bytes: 27 bits of minutes last until the year 2225.
constexpr std::uint32_t minute_bits = 27;
constexpr std::uint32_t minute_mask = (1U << minute_bits) - 1;
constexpr std::uint32_t untrusted_bit = 1U << minute_bits;
constexpr std::uint32_t open_bit = 2U << minute_bits;
constexpr std::uint32_t interrupted_bit = 4U << minute_bits;
constexpr std::uint32_t unused_bits = ~(minute_mask | untrusted_bit | open_bit | interrupted_bit);

const std::unexpected out_of_range{StoredRecordError::value_out_of_range};

bool is_energy(Millijoules energy) {
    return !energy.is_negative() && energy <= base::millijoules(base::largest_energy);
}

bool is_over(ByteReader& in) {
    return in.is_whole() && card::is_blank(in.bytes(in.left()));
}

}  // namespace

HistoryPayload encode_event(const Event& event) {
    HistoryPayload payload{};
    ByteWriter{payload}
        .u32(event.number)
        .u8(std::to_underlying(event.kind))
        .signed_of(event.time.time_since_epoch().count(), 8)
        .u16(reasons_and_share(event))
        .signed_of(event.ordered_total.count(), 6)
        .signed_of(event.consumed_total.count(), 8)
        .signed_of(event.detail, 8);
    return payload;
}

std::expected<Event, StoredRecordError> decode_event(std::span<const std::uint8_t> payload) {
    ByteReader in{payload};
    Event event;
    event.number = in.u32();
    const std::uint8_t kind = in.u8();
    event.time = sys_seconds{seconds{in.signed_of(8)}};
    const std::uint16_t stored_reasons = in.u16();
    const auto reasons = reasons_in(stored_reasons);
    event.ordered_total = WattHours{in.signed_of(6)};
    event.consumed_total = Millijoules{in.signed_of(8)};
    event.detail = in.signed_of(8);
    const bool is_right = kind >= 1 && kind <= event_names.size() && reasons &&
                          card::is_time(event.time) && card::is_total(event.ordered_total) &&
                          is_energy(event.consumed_total) && event.number != 0 && is_over(in);
    if (!is_right) {
        return out_of_range;
    }
    event.kind = static_cast<EventKind>(kind);
    event.share_used = share_in(stored_reasons);
    event.reasons = *reasons;
    return event;
}

Reading reading_of(const State& state, sys_seconds time) {
    const OrderedFigures& ordered = state.account.ordered();
    return {.time = time,
            .clock_trusted = state.clock_trusted,
            .order_sequence = ordered.sequence,
            .ordered_total = ordered.ordered_total,
            .consumed_total = state.account.consumed_total(),
            .overdrawn_total = state.account.overdrawn_total(),
            .highest_demand = state.demand.highest,
            .report_counter = state.reports.counter,
            .report_digest = state.reports.last_digest};
}

HistoryPayload encode_reading(const Reading& reading) {
    HistoryPayload payload{};
    ByteWriter{payload}
        .signed_of(reading.time.time_since_epoch().count(), 8)
        .u8(reading.clock_trusted ? 1 : 0)
        .u32(std::to_underlying(reading.order_sequence))
        .signed_of(reading.ordered_total.count(), 6)
        .signed_of(reading.consumed_total.count(), 8)
        .signed_of(reading.overdrawn_total.count(), 8)
        .signed_of(reading.highest_demand.count(), 8)
        .u32(reading.report_counter)
        .bytes(reading.report_digest);
    return payload;
}

std::expected<Reading, StoredRecordError> decode_reading(std::span<const std::uint8_t> payload) {
    ByteReader in{payload};
    Reading reading;
    reading.time = sys_seconds{seconds{in.signed_of(8)}};
    const std::uint8_t trusted = in.u8();
    reading.clock_trusted = trusted == 1;
    reading.order_sequence = card::Sequence{in.u32()};
    reading.ordered_total = WattHours{in.signed_of(6)};
    reading.consumed_total = Millijoules{in.signed_of(8)};
    reading.overdrawn_total = Millijoules{in.signed_of(8)};
    reading.highest_demand = Milliwatts{in.signed_of(8)};
    reading.report_counter = in.u32();
    reading.report_digest = in.array<8>();
    const bool is_right = card::is_time(reading.time) && trusted <= 1 &&
                          card::is_total(reading.ordered_total) &&
                          is_energy(reading.consumed_total) && is_energy(reading.overdrawn_total) &&
                          !reading.highest_demand.is_negative() && is_over(in);
    if (!is_right) {
        return out_of_range;
    }
    return reading;
}

ProfilePayload encode_profile(const ProfileValue& value) {
    const auto since_epoch = value.end.time_since_epoch().count();
    base::ensure(since_epoch >= 0 && since_epoch <= minute_mask);
    auto word = static_cast<std::uint32_t>(since_epoch);
    word |= value.clock_trusted ? 0 : untrusted_bit;
    word |= value.supply_closed ? 0 : open_bit;
    word |= value.had_power ? 0 : interrupted_bit;
    ProfilePayload payload{};
    ByteWriter{payload}.u32(word).unsigned_of(
        static_cast<std::uint64_t>(value.consumed_total.count()), 5);
    return payload;
}

std::expected<ProfileValue, StoredRecordError> decode_profile(
    std::span<const std::uint8_t> payload) {
    ByteReader in{payload};
    const std::uint32_t word = in.u32();
    ProfileValue value;
    value.end = std::chrono::sys_time<minutes>{minutes{word & minute_mask}};
    value.clock_trusted = (word & untrusted_bit) == 0;
    value.supply_closed = (word & open_bit) == 0;
    value.had_power = (word & interrupted_bit) == 0;
    value.consumed_total = WattHours{static_cast<std::int64_t>(in.unsigned_of(5))};
    if ((word & unused_bits) != 0 || !card::is_total(value.consumed_total) || !is_over(in)) {
        return out_of_range;
    }
    return value;
}

}  // namespace meter
