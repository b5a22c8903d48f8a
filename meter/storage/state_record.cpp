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
#include "meter/storage/reasons_and_share.h"

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

constexpr std::uint8_t version = 3;
constexpr std::uint8_t version_before = 2;

// How many bytes fields have that were longer in the version before.
struct Widths {
    std::size_t time;
    std::size_t ordered_total;
    std::size_t total_of_event;
    std::size_t last_purchase;
    std::size_t openings;  // how many are written
};
constexpr Widths widths{.time = 5,
                        .ordered_total = 5,
                        .total_of_event = 5,
                        .last_purchase = 6,
                        .openings = RepeatedOpenings::until_wait - 1};
constexpr Widths widths_before{.time = 8,
                               .ordered_total = 8,
                               .total_of_event = 6,
                               .last_purchase = 8,
                               .openings = RepeatedOpenings::until_wait};

// Of a register beside the credit the energy part has the last 20 bits of its whole units.
constexpr std::int64_t beside_unit = 2'000;  // mJ
constexpr std::int64_t beside_places = 1 << 20;
static_assert(beside_unit * beside_places >
              SteppedRegister::step.count() + base::millijoules(base::WattHours{50}).count());

// Reads fields and remembers whether each of them was one that a meter can have.
class Fields {
 public:
    explicit Fields(std::span<const std::uint8_t> bytes, const Widths& of = widths)
        : reader_{bytes}, widths_{of} {}

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
    WattHours total(std::size_t width) {
        const WattHours value{static_cast<std::int64_t>(reader_.unsigned_of(width))};
        require(card::is_total(value));
        return value;
    }
    WattHours difference(std::size_t width) {
        const WattHours value{reader_.signed_of(width)};
        require(card::is_difference(value));
        return value;
    }
    sys_seconds time() { return time_of(widths_.time); }
    // Those of tampering were as short in the version before.
    sys_seconds short_time() { return time_of(widths.time); }
    [[nodiscard]] const Widths& of() const { return widths_; }
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
    sys_seconds time_of(std::size_t width) {
        const sys_seconds value{seconds{static_cast<std::int64_t>(reader_.unsigned_of(width))}};
        require(card::is_time(value));
        return value;
    }

    ByteReader reader_;
    const Widths& widths_;
    bool holds_ = true;
};

void write_time(ByteWriter& out, sys_seconds time) {
    out.unsigned_of(static_cast<std::uint64_t>(time.time_since_epoch().count()), widths.time);
}

void write_total(ByteWriter& out, WattHours total) {
    out.unsigned_of(static_cast<std::uint64_t>(total.count()), widths.ordered_total);
}

void write(ByteWriter& out, const OrderedFigures& ordered) {
    out.u32(std::to_underlying(ordered.sequence));
    write_total(out, ordered.ordered_total);
    out.u32(ordered.purchases);
    out.signed_of(ordered.last_purchase.count(), widths.last_purchase);
    write_time(out, ordered.last_purchase_time);
}

OrderedFigures read_ordered(Fields& in) {
    OrderedFigures ordered;
    ordered.sequence = card::Sequence{in.raw().u32()};
    ordered.ordered_total = in.total(in.of().ordered_total);
    ordered.purchases = in.raw().u32();
    ordered.last_purchase = in.difference(in.of().last_purchase);
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

std::uint64_t beside_bits(const SteppedRegister& beside) {
    return static_cast<std::uint64_t>(beside.total().count() / beside_unit % beside_places);
}

// The register whose whole steps are known, brought to the last bits that were written: it is less
// than all places above them.
SteppedRegister with_bits(const SteppedRegister& beside, std::int64_t bits) {
    const std::int64_t stored = beside.stored().count();
    const std::int64_t more = (bits - stored / beside_unit) % beside_places;
    const std::int64_t beyond =
        (more + beside_places) % beside_places * beside_unit - stored % beside_unit;
    return SteppedRegister{beside.stored(), Millijoules{std::max(beyond, std::int64_t{0})}};
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
    out.unsigned_of(beside_bits(state.tamper.exported) * beside_places +
                        beside_bits(state.tamper.without_voltage),
                    5);
    unsigned_of(state.power_limit.above_for.count(), 3);
}

// What the rest of the record says of these comes later, so they wait for it.
struct WaitingFigures {
    Millijoules consumed;
    Millijoules overdrawn;
    std::int64_t beside = 0;
};

WaitingFigures read_energy_part(Fields& in, State& state, EnergyPartForm form) {
    state.time = read_clock(in);
    state.integrator = PowerIntegrator{read_remainder(in, state.power_fail_recorded)};
    WaitingFigures figures{.consumed = in.energy(), .overdrawn = in.energy()};
    state.flowed_while_open = in.energy();
    state.demand.period_number = in.narrow(4);
    state.demand.energy_in_period = Millijoules{in.narrow(6)};
    if (form == EnergyPartForm::before) {
        state.demand.highest = Milliwatts{in.narrow(5)};
    } else {
        figures.beside = in.narrow(5);
    }
    state.power_limit.above_for = milliseconds{in.narrow(3)};
    return figures;
}

// Puts in what waited, after all that it belongs to.
void take(const WaitingFigures& figures, EnergyPartForm form, State& state) {
    if (!figures.consumed.is_negative() && !figures.overdrawn.is_negative()) {
        state.account = CreditAccount{state.account.ordered(), figures.consumed, figures.overdrawn};
    }
    if (form == EnergyPartForm::present) {
        TamperState& tamper = state.tamper;
        tamper.exported = with_bits(tamper.exported, figures.beside / beside_places);
        tamper.without_voltage = with_bits(tamper.without_voltage, figures.beside % beside_places);
    }
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
    out.zeros(widths.time * (widths.openings - repeated.openings.size()));
    write_time(out, repeated.wait_until);
}

void read_openings(Fields& in, RepeatedOpenings& repeated) {
    repeated = {};
    const std::size_t used = in.raw().u8();
    in.require(used < repeated.openings.capacity());  // the last one empties the list
    for (std::size_t i = 0; i < in.of().openings; ++i) {
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
        write_time(out, record.began);
        if (is_lasting(i)) {
            write_time(out, record.ended);
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

void write(ByteWriter& out, const Event& event) {
    out.u32(event.number);
    out.u8(std::to_underlying(event.kind));
    write_time(out, event.time);
    out.u16(reasons_and_share(event));
    write_total(out, event.ordered_total);
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
    const std::uint16_t stored_reasons = in.raw().u16();
    event.share_used = share_in(stored_reasons);
    event.reasons = in.checked(reasons_in(stored_reasons));
    event.ordered_total = in.total(in.of().total_of_event);
    event.consumed_total = in.energy();
    event.detail = in.raw().signed_of(8);
    return event;
}

constexpr std::size_t event_size(const Widths& of) {
    return 4 + 1 + of.time + 2 + of.total_of_event + 8 + 8;
}

void write(ByteWriter& out, const EventLog& log) {
    out.u32(log.last_number());
    out.bytes(log.counters());
    out.u8(static_cast<std::uint8_t>(log.recent().size()));
    for (const Event& event : log.recent()) {
        write(out, event);
    }
    // All places are written, so that what follows keeps its own.
    out.zeros(event_size(widths) * (EventLog::capacity - log.recent().size()));
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
    in.require(card::is_blank(in.raw().bytes(event_size(in.of()) * empty)));
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
    out.unsigned_of(static_cast<std::uint64_t>(state.demand.highest.count()), 5);
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
    out.bytes(state.events.digest());
    finish_record(record, out);
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
    const EnergyPartForm form = is_before ? EnergyPartForm::before : EnergyPartForm::present;
    Fields in{*fields, is_before ? widths_before : widths};
    const WaitingFigures waiting = read_energy_part(in, state, form);
    read_flags(in, state);
    if (!is_before) {
        state.demand.highest = Milliwatts{in.narrow(5)};
    }
    state.account = CreditAccount{read_ordered(in), {}, {}};
    state.binding = read_binding(in);
    state.reasons = in.checked(Reasons::from_bits(in.raw().u16()));
    read_openings(in, state.power_limit.repeated);
    state.reports.counter = in.raw().u32();
    state.reports.last_digest = in.raw().array<8>();
    state.challenge_counter = in.raw().u64();
    state.parameters = read_parameters(in);
    state.parameters_code = in.raw().array<card::mac_size>();
    state.switch_operations = in.raw().u32();
    read_openings(in, state.protection.leakage_trips);
    read_tamper(in, state.tamper);
    state.faults = in.checked(Faults::from_bits(in.raw().u16()));
    read_events(in, state.events);
    state.renewed_key = read_renewed_key(in);
    state.field_round = card::Generation{in.raw().u16()};
    state.events.resume_digest(is_before ? card::Digest8{} : in.raw().array<8>());
    take(waiting, form, state);
    if (!in.are_right()) {
        return std::unexpected{StoredRecordError::value_out_of_range};
    }
    return {};
}

bool go_on(State& state, std::span<const std::uint8_t, energy_part_size> part,
           EnergyPartForm form) {
    Fields in{part};
    const WaitingFigures waiting = read_energy_part(in, state, form);
    take(waiting, form, state);
    return in.are_right();
}

}  // namespace meter
