#include "card/report.h"

#include <limits>
#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/ensure.h"
#include "card/crypto/cmac.h"

namespace card {
namespace {

constexpr std::size_t spare_size = 2;

constexpr unsigned clock_trusted_bit = 0x01;
constexpr unsigned supply_closed_bit = 0x02;
constexpr unsigned account_open_bit = 0x04;
constexpr unsigned known_bits = clock_trusted_bit | supply_closed_bit | account_open_bit;

std::uint8_t states_of(const Report& report) {
    return static_cast<std::uint8_t>((report.clock_trusted ? clock_trusted_bit : 0U) |
                                     (report.supply_closed ? supply_closed_bit : 0U) |
                                     (report.account_open ? account_open_bit : 0U));
}

bool is_in_range(const Report& report) {
    const auto time = report.time.time_since_epoch().count();
    return is_valid(report.meter) && report.key_version != KeyVersion{0} &&
           report.generation != Generation{0} && is_total(report.ordered_total) &&
           is_total(report.consumed_total) && is_total(report.overdrawn_total) && time >= 0 &&
           time <= std::numeric_limits<std::uint32_t>::max();
}

}  // namespace

ReportBytes encode(const Report& report) {
    base::ensure(is_in_range(report));
    ReportBytes bytes{};
    base::ByteWriter writer{bytes};
    writer.u8(record_version)
        .u8(suite_aes128)
        .u8(std::to_underlying(report.key_version))
        .u8(states_of(report))
        .u64(std::to_underlying(report.meter))
        .u64(std::to_underlying(report.card))
        .u16(std::to_underlying(report.generation))
        .u32(report.meter_sessions)
        .u32(report.report_counter)
        .u32(std::to_underlying(report.order_sequence))
        .signed_of(report.ordered_total.count(), 6)
        .signed_of(report.consumed_total.count(), 6)
        .signed_of(report.overdrawn_total.count(), 6)
        .u32(report.highest_demand_watts)
        .u16(report.open_reasons)
        .zeros(spare_size)
        .bytes(report.event_counters)
        .bytes(report.event_log)
        .bytes(report.previous_report)
        .bytes(report.calibration)
        .bytes(report.code)
        .u32(static_cast<std::uint32_t>(report.time.time_since_epoch().count()))
        .zeros(mac_size);
    base::ensure(writer.size() == report_size);
    return bytes;
}

std::expected<Report, RecordError> decode_report(std::span<const std::uint8_t> bytes) {
    const auto opened = open_record(bytes, report_size);
    if (!opened) {
        return std::unexpected{opened.error()};
    }
    base::ByteReader reader{*opened};
    Report report;
    report.key_version = KeyVersion{reader.u8()};
    const unsigned states = reader.u8();
    report.clock_trusted = (states & clock_trusted_bit) != 0;
    report.supply_closed = (states & supply_closed_bit) != 0;
    report.account_open = (states & account_open_bit) != 0;
    report.meter = MeterId{reader.u64()};
    report.card = CardSerial{reader.u64()};
    report.generation = Generation{reader.u16()};
    report.meter_sessions = reader.u32();
    report.report_counter = reader.u32();
    report.order_sequence = Sequence{reader.u32()};
    report.ordered_total = base::WattHours{reader.signed_of(6)};
    report.consumed_total = base::WattHours{reader.signed_of(6)};
    report.overdrawn_total = base::WattHours{reader.signed_of(6)};
    report.highest_demand_watts = reader.u32();
    report.open_reasons = reader.u16();
    const bool spare_is_zero = (states & ~known_bits) == 0 && is_blank(reader.bytes(spare_size));
    report.event_counters = reader.array<16>();
    report.event_log = reader.array<8>();
    report.previous_report = reader.array<8>();
    report.calibration = reader.array<8>();
    report.code = reader.array<8>();
    report.time = std::chrono::sys_seconds{std::chrono::seconds{reader.u32()}};
    if (!is_in_range(report)) {
        return std::unexpected{RecordError::out_of_range};
    }
    if (!spare_is_zero) {
        return std::unexpected{RecordError::spare_not_zero};
    }
    return report;
}

Digest8 report_digest(const Key128& report_key, const ReportBytes& report) {
    const Block mac = cmac(report_key, report);
    Digest8 digest{};
    std::ranges::copy_n(mac.begin(), digest.size(), digest.begin());
    return digest;
}

}  // namespace card
