// One customer's records, to be changed where a test needs it, and how to sign them.
#pragma once

#include <chrono>
#include <cstddef>

#include "card/crypto/cmac.h"
#include "card/id_record.h"
#include "card/key_derivation.h"
#include "card/keys_record.h"
#include "card/order.h"
#include "card/parameter_set.h"
#include "card/report.h"

namespace card::testing {

inline constexpr MeterId example_meter{123'456'789'012};
inline constexpr CardSerial example_serial{0x0A1B2C3D4E5F6071};
inline constexpr CustomerNumber example_customer{4'711};

// 2026-03-01T08:30:00Z
inline constexpr std::chrono::sys_seconds example_time{std::chrono::seconds{1'772'353'800}};

// The opening order of 30 kWh.
[[nodiscard]] inline Order example_order() {
    return {.key_version = KeyVersion{1},
            .kind = OrderKind::opening,
            .meter = example_meter,
            .card = example_serial,
            .generation = Generation{1},
            .sequence = Sequence{1},
            .energy = base::WattHours{30'000},
            .ordered_total = base::WattHours{30'000},
            .purchases = 1,
            .last_purchase_energy = base::WattHours{30'000},
            .last_purchase_time = example_time,
            .customer = example_customer,
            .parameter_version = 0,
            .issue_time = example_time + std::chrono::minutes{1},
            .office = OfficeId{1}};
}

// What the meter writes in the same insertion: nothing consumed yet.
[[nodiscard]] inline Report example_report() {
    return {.key_version = KeyVersion{1},
            .clock_trusted = true,
            .supply_closed = true,
            .account_open = true,
            .meter = example_meter,
            .card = example_serial,
            .generation = Generation{1},
            .meter_sessions = 1,
            .report_counter = 1,
            .order_sequence = Sequence{1},
            .ordered_total = base::WattHours{30'000},
            .consumed_total = base::WattHours{0},
            .overdrawn_total = base::WattHours{0},
            .highest_demand_watts = 0,
            .open_reasons = 0,
            .event_counters = {1},
            .event_log = {},
            .previous_report = {},
            .calibration = {},
            .code = {},
            .time = example_time + std::chrono::hours{2}};
}

[[nodiscard]] inline IdRecord example_id() {
    return {.kind = CardKind::customer,
            .life_cycle = LifeCycle::personalised,
            .serial = example_serial,
            .generation = Generation{1},
            .meter = example_meter,
            .customer = example_customer,
            .key_version = KeyVersion{1}};
}

// `record` with its code under `key`.
template <std::size_t Size>
[[nodiscard]] std::array<std::uint8_t, Size> signed_record(std::array<std::uint8_t, Size> record,
                                                           const Key128& key) {
    set_mac(record, cmac(key, mac_input(record)));
    return record;
}

// As an office would sign it, from the meter's key.
[[nodiscard]] inline OrderBytes signed_order(const Order& order, const Key128& meter_key) {
    return signed_record(encode(order), derive(meter_key, order_key_block()));
}

// As an office would make it, from both keys of the meter.
[[nodiscard]] inline KeysRecordBytes signed_keys_record(KeyVersion version, MeterId meter,
                                                        const Key128& new_meter_key,
                                                        const Key128& roll_key) {
    const ChannelKeys roll = roll_keys(roll_key);
    return signed_record(encode(KeysRecord{.key_version = version,
                                           .meter = meter,
                                           .meter_key = wrap_key(roll.enc, new_meter_key)}),
                         roll.mac);
}

// A set that changes something of everything: Central European time, protected at night.
[[nodiscard]] inline ParameterSet example_parameter_set() {
    using namespace std::chrono_literals;
    Parameters parameters;
    parameters.version = 3;
    parameters.alarm_level = base::WattHours{15'000};
    parameters.reminder_level = base::WattHours{10'000};
    parameters.overdraft_limit = base::WattHours{2'000};
    parameters.hoarding_limit = base::WattHours{900'000};
    parameters.power_limit = base::Milliwatts{9'200'000};
    parameters.power_limit_delay = 30s;
    parameters.protected_hours.windows[0] = {.from = 20h, .until = 6h};
    parameters.protected_hours.weekdays = 0x3E;
    for (const auto day : {std::chrono::year{2026} / 12 / 25, std::chrono::year{2026} / 12 / 26}) {
        parameters.protected_hours.holidays.push_back(std::chrono::sys_days{day});
    }
    parameters.under_voltage_trip = true;
    parameters.opens_on_tampering = 0x10;
    parameters.load_profile_period = 15min;
    parameters.utc_offset = 1h;
    parameters.summer_time.counted_in = SummerTime::CountedIn::utc;
    parameters.page_time = 8s;
    parameters.language = Language::chinese;
    return {.key_version = KeyVersion{1},
            .meter = example_meter,
            .parameters = parameters,
            .office_time = example_time};
}

[[nodiscard]] inline ParameterSetBytes signed_parameter_set(const ParameterSet& set,
                                                            const Key128& meter_key) {
    return signed_record(encode(set), derive(meter_key, parameter_key_block()));
}

// As a meter would sign it, from its own key.
[[nodiscard]] inline ReportBytes signed_report(const Report& report, const Key128& meter_key) {
    return signed_record(encode(report), derive(meter_key, report_key_block()));
}

}  // namespace card::testing
