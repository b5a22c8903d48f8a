#include "card/period_ends.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/ensure.h"

namespace card {
namespace {

constexpr std::size_t end_size = 4 + 6 + 6;
// In one byte: the period in its upper two bits, whose clock was trusted in the lower six.
constexpr unsigned period_shift = ends_of_a_record;
static_assert(4 + 8 + 4 + ends_of_a_record * end_size + mac_size == period_ends_size);

bool is_in_range(const PeriodEnds& record) {
    return is_valid(record.meter) && record.key_version != KeyVersion{0} && !record.ends.empty() &&
           std::ranges::all_of(record.ends, [](const PeriodEnd& end) { return is_in_range(end); });
}

std::uint8_t period_and_trust(const PeriodEnds& record) {
    unsigned bits = unsigned{std::to_underlying(record.period)} << period_shift;
    for (std::size_t i = 0; i < record.ends.size(); ++i) {
        bits |= (record.ends[i].clock_trusted ? 1U : 0U) << i;
    }
    return static_cast<std::uint8_t>(bits);
}

}  // namespace

bool is_in_range(const PeriodEnd& end) {
    const auto time = end.time.time_since_epoch().count();
    return time > 0 && time <= std::numeric_limits<std::uint32_t>::max() &&
           is_total(end.ordered_total) && is_total(end.consumed_total);
}

PeriodEndsBytes encode(const PeriodEnds& record) {
    base::ensure(is_in_range(record));
    PeriodEndsBytes bytes{};
    base::ByteWriter writer{bytes};
    writer.u8(record_version)
        .u8(suite_aes128)
        .u8(std::to_underlying(record.key_version))
        .u8(period_and_trust(record))
        .u64(std::to_underlying(record.meter))
        .u32(record.report_counter);
    for (const PeriodEnd& end : record.ends) {
        writer.u32(static_cast<std::uint32_t>(end.time.time_since_epoch().count()))
            .signed_of(end.ordered_total.count(), 6)
            .signed_of(end.consumed_total.count(), 6);
    }
    writer.zeros((ends_of_a_record - record.ends.size()) * end_size + mac_size);
    base::ensure(writer.size() == period_ends_size);
    return bytes;
}

std::expected<PeriodEnds, RecordError> decode_period_ends(std::span<const std::uint8_t> bytes) {
    const auto opened = open_record(bytes, period_ends_size);
    if (!opened) {
        return std::unexpected{opened.error()};
    }
    base::ByteReader reader{*opened};
    PeriodEnds record;
    record.key_version = KeyVersion{reader.u8()};
    const unsigned bits = reader.u8();
    record.period = Period{static_cast<std::uint8_t>(bits >> period_shift)};
    record.meter = MeterId{reader.u64()};
    record.report_counter = reader.u32();
    if (record.period != Period::day && record.period != Period::month) {
        return std::unexpected{RecordError::unknown_kind};
    }
    unsigned known_bits = bits >> period_shift << period_shift;
    bool spare_is_zero = true;
    for (std::size_t i = 0; i < ends_of_a_record; ++i) {
        base::ByteReader fields{reader.bytes(end_size)};
        const std::chrono::sys_seconds time{std::chrono::seconds{fields.u32()}};
        // After the last one nothing stands but zeros.
        if (time == std::chrono::sys_seconds{} || record.ends.size() < i) {
            spare_is_zero = spare_is_zero && time == std::chrono::sys_seconds{} &&
                            is_blank(fields.bytes(fields.left()));
            continue;
        }
        known_bits |= bits & (1U << i);
        record.ends.push_back({.time = time,
                               .clock_trusted = (bits & (1U << i)) != 0,
                               .ordered_total = base::WattHours{fields.signed_of(6)},
                               .consumed_total = base::WattHours{fields.signed_of(6)}});
    }
    if (!is_in_range(record)) {
        return std::unexpected{RecordError::out_of_range};
    }
    if (!spare_is_zero || known_bits != bits) {
        return std::unexpected{RecordError::spare_not_zero};
    }
    return record;
}

}  // namespace card
