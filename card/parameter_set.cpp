#include "card/parameter_set.h"

#include <bit>
#include <utility>

#include "base/ensure.h"

namespace card {
namespace {

using base::ByteReader;
using base::ByteWriter;
using base::WattHours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr std::uint8_t has_office_time = 1;
constexpr std::size_t spare_size = 3;

// The bits of the switches' byte.
constexpr unsigned leakage_bit = 1;
constexpr unsigned over_voltage_bit = 2;
constexpr unsigned under_voltage_bit = 4;
constexpr unsigned export_bit = 8;
constexpr unsigned known_bits = 15;

std::uint8_t switches_of(const Parameters& set) {
    return static_cast<std::uint8_t>(
        (set.leakage_trip ? leakage_bit : 0U) | (set.over_voltage_trip ? over_voltage_bit : 0U) |
        (set.under_voltage_trip ? under_voltage_bit : 0U) | (set.export_allowed ? export_bit : 0U));
}

void set_switches(Parameters& set, unsigned bits) {
    set.leakage_trip = (bits & leakage_bit) != 0;
    set.over_voltage_trip = (bits & over_voltage_bit) != 0;
    set.under_voltage_trip = (bits & under_voltage_bit) != 0;
    set.export_allowed = (bits & export_bit) != 0;
}

void write_hours(ByteWriter& out, const ProtectedHours& hours) {
    for (const DayWindow& window : hours.windows) {
        out.signed_of(window.from.count(), 2).signed_of(window.until.count(), 2);
    }
    out.u8(hours.weekdays);
    for (const sys_days day : hours.holidays) {
        out.unsigned_of(static_cast<std::uint64_t>(day.time_since_epoch().count()), 2);
    }
    out.zeros(2 * (hours.holidays.capacity() - hours.holidays.size()));
}

// False where a holiday follows an empty place.
bool read_hours(ByteReader& in, ProtectedHours& hours) {
    for (DayWindow& window : hours.windows) {
        window.from = minutes{in.signed_of(2)};
        window.until = minutes{in.signed_of(2)};
    }
    hours.weekdays = in.u8();
    bool ended = false;
    for (std::size_t i = 0; i < hours.holidays.capacity(); ++i) {
        const std::uint16_t day = in.u16();
        if (day != 0 && ended) {
            return false;
        }
        ended = day == 0;
        if (!ended) {
            hours.holidays.push_back(sys_days{std::chrono::days{day}});
        }
    }
    return true;
}

void write_change(ByteWriter& out, const ClockChange& change) {
    out.u8(change.month).u8(change.week).u8(change.weekday).u8(change.hour);
}

ClockChange read_change(ByteReader& in) {
    ClockChange change;
    change.month = in.u8();
    change.week = in.u8();
    change.weekday = in.u8();
    change.hour = in.u8();
    return change;
}

}  // namespace

void write(ByteWriter& out, const Parameters& parameters) {
    out.u32(parameters.version)
        .u8(switches_of(parameters))
        .u8(parameters.opens_on_tampering)
        .signed_of(parameters.alarm_level.count(), 4)
        .signed_of(parameters.reminder_level.count(), 4)
        .signed_of(parameters.overdraft_limit.count(), 4)
        .signed_of(parameters.hoarding_limit.count(), 6)
        .signed_of(parameters.protected_hours.limit.count(), 4)
        .signed_of(parameters.power_limit.count(), 4)
        .signed_of(parameters.power_limit_delay.count(), 2)
        .signed_of(parameters.leakage_level.count(), 2);
    write_hours(out, parameters.protected_hours);
    out.u8(static_cast<std::uint8_t>(parameters.load_profile_period.count()))
        .u8(static_cast<std::uint8_t>(parameters.demand_period.count()))
        .u32(parameters.meter_constant)
        .signed_of(parameters.utc_offset.count(), 2)
        .u8(std::to_underlying(parameters.summer_time.counted_in));
    write_change(out, parameters.summer_time.begin);
    write_change(out, parameters.summer_time.end);
    out.u8(static_cast<std::uint8_t>(parameters.page_time.count()))
        .u8(std::to_underlying(parameters.language))
        .u8(parameters.nominal_hertz);
}

std::optional<Parameters> read_parameters(ByteReader& in) {
    Parameters set;
    set.version = in.u32();
    const unsigned switches = in.u8();
    set_switches(set, switches);
    set.opens_on_tampering = in.u8();
    set.alarm_level = WattHours{in.signed_of(4)};
    set.reminder_level = WattHours{in.signed_of(4)};
    set.overdraft_limit = WattHours{in.signed_of(4)};
    set.hoarding_limit = WattHours{in.signed_of(6)};
    set.protected_hours.limit = WattHours{in.signed_of(4)};
    set.power_limit = base::Milliwatts{in.signed_of(4)};
    set.power_limit_delay = seconds{in.signed_of(2)};
    set.leakage_level = base::Milliamperes{in.signed_of(2)};
    const bool hours_are_whole = read_hours(in, set.protected_hours);
    set.load_profile_period = minutes{in.u8()};
    set.demand_period = minutes{in.u8()};
    set.meter_constant = in.u32();
    set.utc_offset = minutes{in.signed_of(2)};
    set.summer_time.counted_in = SummerTime::CountedIn{in.u8()};
    set.summer_time.begin = read_change(in);
    set.summer_time.end = read_change(in);
    set.page_time = seconds{in.u8()};
    set.language = Language{in.u8()};
    set.nominal_hertz = in.u8();
    if (!hours_are_whole || switches > known_bits) {
        return std::nullopt;
    }
    return set;
}

ParameterSetBytes encode(const ParameterSet& set) {
    base::ensure(validate(set.parameters).has_value() && set.parameters.version != 0);
    const sys_seconds time = set.office_time.value_or(sys_seconds{});
    ParameterSetBytes bytes{};
    ByteWriter writer{bytes};
    writer.u8(record_version)
        .u8(suite_aes128)
        .u8(std::to_underlying(set.key_version))
        .u8(set.office_time ? has_office_time : 0)
        .u64(std::to_underlying(set.meter))
        .signed_of(time.time_since_epoch().count(), 8);
    const std::size_t head = writer.size();
    write(writer, set.parameters);
    base::ensure(writer.size() == head + parameters_size);
    writer.zeros(spare_size + mac_size);
    base::ensure(writer.size() == parameter_set_size);
    return bytes;
}

std::expected<ParameterSet, RecordError> decode_parameter_set(std::span<const std::uint8_t> bytes) {
    const auto opened = open_record(bytes, parameter_set_size);
    if (!opened) {
        return std::unexpected{opened.error()};
    }
    ByteReader reader{*opened};
    ParameterSet set;
    set.key_version = KeyVersion{reader.u8()};
    const std::uint8_t states = reader.u8();
    set.meter = MeterId{reader.u64()};
    const sys_seconds time{seconds{reader.signed_of(8)}};
    const auto parameters = read_parameters(reader);
    const bool names_time = (states & has_office_time) != 0;
    const bool is_in_range = parameters && parameters->version != 0 && is_valid(set.meter) &&
                             set.key_version != KeyVersion{0} && states <= has_office_time &&
                             is_time(time) && (names_time || time == sys_seconds{});
    if (!is_in_range) {
        return std::unexpected{RecordError::out_of_range};
    }
    if (!is_blank(reader.bytes(spare_size))) {
        return std::unexpected{RecordError::spare_not_zero};
    }
    set.parameters = *parameters;
    if (names_time) {
        set.office_time = time;
    }
    return set;
}

}  // namespace card
