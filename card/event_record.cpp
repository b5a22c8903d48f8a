#include "card/event_record.h"

#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/ensure.h"

namespace card {
namespace {

constexpr std::size_t time_width = 5;

bool is_in_range(const EventRecord& event) {
    return is_valid(event.meter) && event.key_version != KeyVersion{0} && event.number != 0 &&
           is_time(event.time) && is_total(event.ordered_total) && is_total(event.consumed_total);
}

// What is the event's own, wherever it is told.
void write_event(base::ByteWriter& writer, const EventRecord& event) {
    writer.u32(event.number)
        .u16(event.reasons)
        .unsigned_of(static_cast<std::uint64_t>(event.time.time_since_epoch().count()), time_width)
        .signed_of(event.ordered_total.count(), 6)
        .signed_of(event.consumed_total.count(), 6)
        .signed_of(event.detail, 8);
}

}  // namespace

EventRecordBytes encode(const EventRecord& event) {
    base::ensure(is_in_range(event) && event.kind != 0);
    EventRecordBytes bytes{};
    base::ByteWriter writer{bytes};
    writer.u8(record_version)
        .u8(suite_aes128)
        .u8(std::to_underlying(event.key_version))
        .u8(event.kind)
        .u64(std::to_underlying(event.meter))
        .u32(event.report_counter);
    write_event(writer, event);
    writer.zeros(1 + mac_size);
    base::ensure(writer.size() == event_record_size);
    return bytes;
}

std::expected<EventRecord, RecordError> decode_event_record(std::span<const std::uint8_t> bytes) {
    const auto opened = open_record(bytes, event_record_size);
    if (!opened) {
        return std::unexpected{opened.error()};
    }
    base::ByteReader reader{*opened};
    EventRecord event;
    event.key_version = KeyVersion{reader.u8()};
    event.kind = reader.u8();
    event.meter = MeterId{reader.u64()};
    event.report_counter = reader.u32();
    event.number = reader.u32();
    event.reasons = reader.u16();
    event.time = std::chrono::sys_seconds{
        std::chrono::seconds{static_cast<std::int64_t>(reader.unsigned_of(time_width))}};
    event.ordered_total = base::WattHours{reader.signed_of(6)};
    event.consumed_total = base::WattHours{reader.signed_of(6)};
    event.detail = reader.signed_of(8);
    if (event.kind == 0) {
        return std::unexpected{RecordError::unknown_kind};
    }
    if (!is_in_range(event)) {
        return std::unexpected{RecordError::out_of_range};
    }
    if (!is_blank(reader.bytes(1))) {
        return std::unexpected{RecordError::spare_not_zero};
    }
    return event;
}

Digest8 event_log_digest(const Digest8& before, const EventRecord& event) {
    std::array<std::uint8_t, 32> bytes{};
    base::ByteWriter writer{bytes};
    write_event(writer, event);
    writer.u8(event.kind);
    base::ensure(writer.size() == bytes.size());
    return digest_after(before, bytes);
}

}  // namespace card
