#include "meter/storage/state_record.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/crc32c.h"
#include "base/rounding.h"
#include "card/parameter_set.h"
#include "card/record.h"

namespace meter {
namespace {

using base::ByteReader;
using base::ByteWriter;
using base::Millijoules;
using base::Milliwatts;
using base::WattHours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::uint8_t version = 2;
constexpr std::uint8_t version_before = 1;

// Reads fields and remembers whether each of them was one that a meter can have.
class Fields {
 public:
    explicit Fields(std::span<const std::uint8_t> bytes) : reader_{bytes} {}

    ByteReader& raw() { return reader_; }

    bool flag() {
        const std::uint8_t value = reader_.u8();
        require(value <= 1);
        return value == 1;
    }
    // An unsigned field of 1 to 7 bytes.
    std::int64_t narrow(std::size_t width) {
        return static_cast<std::int64_t>(reader_.unsigned_of(width));
    }
    std::int64_t count() {
        const std::int64_t value = reader_.signed_of(8);
        require(value >= 0);
        return value;
    }
    Millijoules energy() {
        const Millijoules value{count()};
        require(value <= base::millijoules(base::largest_energy));
        return value;
    }
    WattHours total() {
        const WattHours value{reader_.signed_of(8)};
        require(card::is_total(value));
        return value;
    }
    WattHours difference() {
        const WattHours value{reader_.signed_of(8)};
        require(card::is_difference(value));
        return value;
    }
    sys_seconds time() {
        const sys_seconds value{seconds{reader_.signed_of(8)}};
        require(card::is_time(value));
        return value;
    }
    // Five bytes, as write_short_time() wrote them.
    sys_seconds short_time() {
        const sys_seconds value{seconds{narrow(5)}};
        require(card::is_time(value));
        return value;
    }
    template <typename T>
    T checked(const std::optional<T>& value) {
        require(value.has_value());
        return value.value_or(T{});
    }
    void require(bool holds) { holds_ = holds_ && holds; }

    // Every field was there and right, and only zeros follow.
    [[nodiscard]] bool are_right() {
        const auto spare = reader_.bytes(reader_.left());
        return holds_ && reader_.is_whole() && card::is_blank(spare);
    }

 private:
    ByteReader reader_;
    bool holds_ = true;
};

void write_time(ByteWriter& out, sys_seconds time) {
    out.signed_of(time.time_since_epoch().count(), 8);
}

void write_short_time(ByteWriter& out, sys_seconds time) {
    out.unsigned_of(static_cast<std::uint64_t>(time.time_since_epoch().count()), 5);
}

void write(ByteWriter& out, const OrderedFigures& ordered) {
    out.u32(std::to_underlying(ordered.sequence));
    out.signed_of(ordered.ordered_total.count(), 8);
    out.u32(ordered.purchases);
    out.signed_of(ordered.last_purchase.count(), 8);
    write_time(out, ordered.last_purchase_time);
}

OrderedFigures read_ordered(Fields& in) {
    OrderedFigures ordered;
    ordered.sequence = card::Sequence{in.raw().u32()};
    ordered.ordered_total = in.total();
    ordered.purchases = in.raw().u32();
    ordered.last_purchase = in.difference();
    ordered.last_purchase_time = in.time();
    return ordered;
}

// The remainder is below 1000; the top bit of its field says that failing power was recorded.
constexpr std::int64_t power_fail_bit = 1 << 15;

std::int64_t read_remainder(Fields& in, bool& power_fail_recorded) {
    const std::int64_t field = in.raw().u16();
    power_fail_recorded = (field & power_fail_bit) != 0;
    const std::int64_t remainder = field & ~power_fail_bit;
    const bool is_remainder = remainder < PowerIntegrator::microjoules_per_millijoule;
    in.require(is_remainder);
    return is_remainder ? remainder : 0;
}

State::Time read_clock(Fields& in) {
    const State::Time time{milliseconds{in.narrow(6)}};
    in.require(time <= card::latest_time);
    return time;
}

// The widths hold the largest that PowerIntegrator's limits allow.
void write_energy_part(ByteWriter& out, const State& state) {
    const auto unsigned_of = [&out](std::int64_t value, std::size_t width) {
        out.unsigned_of(static_cast<std::uint64_t>(value), width);
    };
    unsigned_of(state.time.time_since_epoch().count(), 6);
    unsigned_of(
        state.integrator.pending_microjoules() | (state.power_fail_recorded ? power_fail_bit : 0),
        2);
    unsigned_of(state.account.consumed_total().count(), 8);
    unsigned_of(state.account.overdrawn_total().count(), 8);
    unsigned_of(state.flowed_while_open.count(), 8);
    unsigned_of(state.demand.period_number, 4);
    unsigned_of(state.demand.energy_in_period.count(), 6);
    unsigned_of(state.demand.highest.count(), 5);
    unsigned_of(state.power_limit.above_for.count(), 3);
}

// What the rest of the record says of the account comes later, so both totals wait for it.
struct ConsumedFigures {
    Millijoules consumed;
    Millijoules overdrawn;
};

ConsumedFigures read_energy_part(Fields& in, State& state) {
    state.time = read_clock(in);
    state.integrator = PowerIntegrator{read_remainder(in, state.power_fail_recorded)};
    const ConsumedFigures figures{.consumed = in.energy(), .overdrawn = in.energy()};
    state.flowed_while_open = in.energy();
    state.demand.period_number = in.narrow(4);
    state.demand.energy_in_period = Millijoules{in.narrow(6)};
    state.demand.highest = Milliwatts{in.narrow(5)};
    state.power_limit.above_for = milliseconds{in.narrow(3)};
    return figures;
}

void write(ByteWriter& out, const Binding& binding) {
    out.u64(std::to_underlying(binding.serial));
    out.u16(std::to_underlying(binding.generation));
    out.u64(std::to_underlying(binding.customer));
    out.u32(binding.meter_sessions);
}

Binding read_binding(Fields& in) {
    Binding binding;
    binding.serial = card::CardSerial{in.raw().u64()};
    binding.generation = card::Generation{in.raw().u16()};
    binding.customer = card::CustomerNumber{in.raw().u64()};
    binding.meter_sessions = in.raw().u32();
    return binding;
}

// All places are written, so that what follows keeps its own.
void write(ByteWriter& out, const RepeatedOpenings& repeated) {
    out.u8(static_cast<std::uint8_t>(repeated.openings.size()));
    for (const sys_seconds opening : repeated.openings) {
        write_time(out, opening);
    }
    out.zeros(8 * (repeated.openings.capacity() - repeated.openings.size()));
    write_time(out, repeated.wait_until);
}

void read_openings(Fields& in, RepeatedOpenings& repeated) {
    repeated = {};
    const std::size_t used = in.raw().u8();
    in.require(used < repeated.openings.capacity());  // the last one empties the list
    for (std::size_t i = 0; i < repeated.openings.capacity(); ++i) {
        const sys_seconds opening = in.time();
        if (i < used) {
            repeated.openings.push_back(opening);
        } else {
            in.require(opening == sys_seconds{});
        }
    }
    repeated.wait_until = in.time();
}

// A moment of tampering has neither end nor energy.
bool is_lasting(std::size_t kind) {
    return kind < lasting_tamper_count;
}

void write(ByteWriter& out, const TamperState& tamper) {
    for (std::size_t i = 0; i < tamper_kind_count; ++i) {
        const TamperRecord& record = tamper.records[i];
        out.u16(record.times);
        write_short_time(out, record.began);
        if (is_lasting(i)) {
            write_short_time(out, record.ended);
            out.signed_of(record.consumed_at_begin.count(), 8);
            out.signed_of(record.energy.count(), 8);
            out.signed_of(record.instead.stored().count(), 8);
        }
    }
    out.u8(tamper.active.bits());
    out.signed_of(tamper.without_voltage.stored().count(), 8);
    out.signed_of(tamper.exported.stored().count(), 8);
    out.u16(tamper.start_day);
    out.u8(tamper.starts);
}

void read_tamper(Fields& in, TamperState& tamper) {
    tamper = {};
    for (std::size_t i = 0; i < tamper_kind_count; ++i) {
        TamperRecord& record = tamper.records[i];
        record.times = in.raw().u16();
        record.began = in.short_time();
        record.ended = record.began;
        if (is_lasting(i)) {
            record.ended = in.short_time();
            record.consumed_at_begin = in.energy();
            record.energy = in.energy();
            record.instead = SteppedRegister{in.energy()};
        }
    }
    tamper.active = TamperKinds{in.raw().u8()};
    in.require(tamper.active.bits() >> lasting_tamper_count == 0);
    tamper.watch = TamperWatch{tamper.active};
    tamper.without_voltage = SteppedRegister{in.energy()};
    tamper.exported = SteppedRegister{in.energy()};
    tamper.start_day = in.raw().u16();
    tamper.starts = in.raw().u8();
}

Parameters read_parameters(Fields& in) {
    const Parameters parameters = in.checked(card::read_parameters(in.raw()));
    in.require(validate(parameters).has_value());
    return parameters;
}

// Version 1 had eight values, and nothing of the order that brought them.
Parameters read_parameters_before(Fields& in) {
    Parameters parameters;
    parameters.version = in.raw().u32();
    parameters.alarm_level = in.total();
    parameters.reminder_level = in.total();
    parameters.overdraft_limit = in.total();
    parameters.hoarding_limit = in.total();
    parameters.power_limit = Milliwatts{in.count()};
    parameters.power_limit_delay = seconds{in.raw().signed_of(4)};
    parameters.page_time = seconds{in.raw().signed_of(4)};
    parameters.language = Language{in.raw().u8()};
    in.require(validate(parameters).has_value());
    return parameters;
}

void write(ByteWriter& out, const Event& event) {
    out.u32(event.number);
    out.u8(std::to_underlying(event.kind));
    write_time(out, event.time);
    out.u16(event.reasons.bits());
    out.signed_of(event.ordered_total.count(), 6);
    out.signed_of(event.consumed_total.count(), 8);
    out.signed_of(event.detail, 8);
}

Event read_event(Fields& in) {
    Event event;
    event.number = in.raw().u32();
    const std::uint8_t kind = in.raw().u8();
    in.require(kind >= 1 && kind <= event_names.size());
    event.kind = static_cast<EventKind>(kind);
    event.time = in.time();
    event.reasons = in.checked(Reasons::from_bits(in.raw().u16()));
    event.ordered_total = WattHours{in.raw().signed_of(6)};
    in.require(card::is_total(event.ordered_total));
    event.consumed_total = in.energy();
    event.detail = in.raw().signed_of(8);
    return event;
}

constexpr std::size_t event_size = 37;

void write(ByteWriter& out, const EventLog& log) {
    out.u32(log.last_number());
    out.bytes(log.counters());
    out.u8(static_cast<std::uint8_t>(log.recent().size()));
    for (const Event& event : log.recent()) {
        write(out, event);
    }
    // All places are written, so that what follows keeps its own.
    out.zeros(event_size * (EventLog::capacity - log.recent().size()));
}

void read_events(Fields& in, EventLog& log) {
    const std::uint32_t last_number = in.raw().u32();
    const auto counters = in.raw().array<card::event_counter_count>();
    log.resume(counters, last_number);
    const std::size_t used = in.raw().u8();
    in.require(used <= EventLog::capacity);
    for (std::size_t i = 0; i < std::min(used, EventLog::capacity); ++i) {
        log.add_kept(read_event(in));
    }
    const std::size_t empty = EventLog::capacity - std::min(used, EventLog::capacity);
    in.require(card::is_blank(in.raw().bytes(event_size * empty)));
}

void write(ByteWriter& out, const RenewedKey& renewed) {
    out.u8(std::to_underlying(renewed.key_version));
    out.bytes(renewed.meter_key.bytes());
}

RenewedKey read_renewed_key(Fields& in) {
    const card::KeyVersion key_version{in.raw().u8()};
    RenewedKey renewed{.key_version = key_version,
                       .meter_key = card::Key128{in.raw().array<card::Block{}.size()>()}};
    in.require(key_version != card::KeyVersion{0} || card::is_blank(renewed.meter_key.bytes()));
    return renewed;
}

void write_flags(ByteWriter& out, const State& state) {
    for (const bool flag :
         {state.clock_trusted, state.opened, state.reminder_armed, state.zero_armed, state.alarm}) {
        out.u8(flag ? 1 : 0);
    }
}

void read_flags(Fields& in, State& state) {
    for (bool* flag : {&state.clock_trusted, &state.opened, &state.reminder_armed,
                       &state.zero_armed, &state.alarm}) {
        *flag = in.flag();
    }
}

}  // namespace

void encode(const State& state, std::span<std::uint8_t, state_record_size> record) {
    ByteWriter out = begin_record(record, RecordKind::state, version);
    write_energy_part(out, state);
    write_flags(out, state);
    write(out, state.account.ordered());
    write(out, state.binding);
    out.u16(state.reasons.bits());
    write(out, state.power_limit.repeated);
    out.u32(state.reports.counter);
    out.bytes(state.reports.last_digest);
    out.u64(state.challenge_counter);
    card::write(out, state.parameters);
    out.bytes(state.parameters_code);
    out.u32(state.switch_operations);
    write(out, state.protection.leakage_trips);
    write(out, state.tamper);
    out.u16(state.faults.bits());
    write(out, state.events);
    write(out, state.renewed_key);
    out.u16(std::to_underlying(state.field_round));
    finish_record(record, out);
}

void set_energy_part(std::span<std::uint8_t> record,
                     std::span<const std::uint8_t, energy_part_size> part) {
    std::ranges::copy(part, record.subspan(record_head_size).begin());
    const auto checked = record.first(record.size() - record_checksum_size);
    ByteWriter{record.last(record_checksum_size)}.u32(base::crc32c(checked));
}

bool is_whole(std::span<const std::uint8_t, state_record_size> record) {
    return open_record(record, state_record_size, RecordKind::state, version).has_value();
}

bool is_of_newer_version(std::span<const std::uint8_t> record) {
    return record.size() > record_frame_size && record[1] > version &&
           open_record(record, record.size(), RecordKind::state, record[1]).has_value();
}

std::expected<void, StoredRecordError> decode_state(std::span<const std::uint8_t> record,
                                                    State& state) {
    const bool is_before = record.size() == state_record_size_before;
    const auto fields =
        is_before ? open_record(record, state_record_size_before, RecordKind::state, version_before)
                  : open_record(record, state_record_size, RecordKind::state, version);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    Fields in{*fields};
    const ConsumedFigures used = read_energy_part(in, state);
    read_flags(in, state);
    const OrderedFigures ordered = read_ordered(in);
    if (!used.consumed.is_negative() && !used.overdrawn.is_negative()) {
        state.account = CreditAccount{ordered, used.consumed, used.overdrawn};
    }
    state.binding = read_binding(in);
    state.reasons = in.checked(Reasons::from_bits(in.raw().u16()));
    read_openings(in, state.power_limit.repeated);
    state.reports.counter = in.raw().u32();
    state.reports.last_digest = in.raw().array<8>();
    state.challenge_counter = in.raw().u64();
    if (is_before) {
        state.parameters = read_parameters_before(in);
        state.parameters_code = {};
        state.switch_operations = 0;
        state.protection.leakage_trips = {};
        state.tamper = {};
        state.faults = {};
    } else {
        state.parameters = read_parameters(in);
        state.parameters_code = in.raw().array<card::mac_size>();
        state.switch_operations = in.raw().u32();
        read_openings(in, state.protection.leakage_trips);
        read_tamper(in, state.tamper);
        state.faults = in.checked(Faults::from_bits(in.raw().u16()));
    }
    read_events(in, state.events);
    // Records of earlier programs have the zeros of no such key and no round here.
    state.renewed_key = read_renewed_key(in);
    state.field_round = card::Generation{in.raw().u16()};
    if (!in.are_right()) {
        return std::unexpected{StoredRecordError::value_out_of_range};
    }
    return {};
}

}  // namespace meter
