#include "tests/power_loss/powered_meter.h"

#include <algorithm>
#include <utility>

#include "base/byte_writer.h"
#include "base/crc32c.h"
#include "card/instructions.h"
#include "meter/storage/commit_schedule.h"
#include "tests/power_loss/chronicle.h"

namespace power_loss {
namespace {

using simulator::CutMode;

// A command that begins a card session; its data is the meter's challenge.
constexpr std::uint8_t initialize_update = 0x50;
constexpr std::size_t challenge_offset = 5;

// `record` as it is after the energy of `later` alone was kept.
meter::StateRecord gone_on(const meter::StateRecord& record, const meter::StateRecord& later) {
    meter::StateRecord gone_on = record;
    std::ranges::copy(meter::energy_part(later),
                      std::span{gone_on}.subspan<meter::record_head_size>().begin());
    const auto checked = std::span{gone_on}.first(gone_on.size() - meter::record_checksum_size);
    base::ByteWriter{std::span{gone_on}.last<meter::record_checksum_size>()}.u32(
        base::crc32c(checked));
    return gone_on;
}

}  // namespace

std::expected<void, meter::StoreError> WitnessedStore::save(std::span<const std::uint8_t> record) {
    meter::StateRecord copy{};
    std::ranges::copy(record, copy.begin());
    world.in_progress.push_back(copy);
    if (world.committed) {
        // At a power-fail warning the energy is kept and what else has changed is not.
        world.in_progress.push_back(gone_on(*world.committed, copy));
    }
    const auto outcome = memory.save(record);
    if (outcome) {
        world.committed = copy;
        world.in_progress.clear();
    }
    return outcome;
}

std::expected<void, meter::StoreError> WitnessedStore::save_energy(
    std::span<const std::uint8_t> record) {
    meter::StateRecord copy{};
    std::ranges::copy(record, copy.begin());
    const meter::StateRecord after = world.committed ? gone_on(*world.committed, copy) : copy;
    world.in_progress.push_back(after);
    world.in_progress.push_back(copy);  // where a record was lost all of it is kept
    const auto outcome = memory.save_energy(record);
    if (outcome) {
        // Which of them stands only the next start shows; no less than the energy does.
        world.committed = after;
        world.in_progress = {copy};
    }
    return outcome;
}

void DirectSlot::reset() {
    in_slot->reset();
}

void DirectSlot::send(std::span<const std::uint8_t> command) {
    if (command.size() >= challenge_offset + 8 && command[1] == initialize_update) {
        card::Challenge challenge{};
        std::ranges::copy(command.subspan(challenge_offset, challenge.size()), challenge.begin());
        require(world.meter_challenges.insert(challenge).second, "a challenge was used again");
    }
    const auto plan = power.next_operation();
    if (plan && plan->mode == CutMode::before) {
        power.cut(*plan);
    }
    card::Challenge fresh{};
    ++world.challenges;
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        fresh[i] = static_cast<std::uint8_t>(world.challenges >> (8 * i));
    }
    const auto answer = in_slot->process(command, fresh);
    answers.emplace_back(answer.begin(), answer.end());
    if (plan) {
        power.cut(*plan);
    }
}

PoweredMeter::PoweredMeter(World& world, std::optional<simulator::CutPlan> plan)
    : world_{world},
      power_{plan},
      eeprom_{world.eeprom, power_, &world.eeprom_faults},
      flash_{world.flash, power_, &world.flash_faults},
      board_{.supply_switch = {},
             .state_store = {.memory = memory_, .world = world},
             .card_slot = {.world = world, .power = power_, .answers = {}, .in_slot = nullptr},
             .display_panel = {}} {
    begin();
}

void PoweredMeter::begin() {
    world_.starts.push_back(world_.clock);
    meter::State state;
    meter::StoredState room{};
    const auto kept = memory_.open(std::nullopt, state, room);
    if (kept) {
        check_recovered(world_, state);
    } else {
        require(kept.error() == meter::OpenError::not_keyed, "the device cannot be opened");
        check_recovered(world_, std::nullopt);
        state = {};
        meter::StateRecord record{};
        encode(state, record);
        world_.in_progress.push_back(record);
        require(memory_.key(keying, state, room).has_value(), "the device cannot be keyed");
        world_.committed = record;
        world_.in_progress.clear();
    }
    require(!memory_.history_error(), "the flash cannot be mounted");
    if (kept) {
        check_history_behind(history(), state);
    }
    meter_.emplace(board_, keying, state, std::chrono::floor<std::chrono::seconds>(world_.clock));
    memory_.look_after(*meter_);
    check_history_complete(history(), meter_->state());
}

meter::InsertionResult PoweredMeter::insert(card::SoftwareCard& card) {
    card.reset();
    board_.card_slot.in_slot = &card;
    meter_->card_inserted();
    while (!board_.card_slot.answers.empty()) {
        const auto answer = std::move(board_.card_slot.answers.front());
        board_.card_slot.answers.pop_front();
        meter_->card_answered(answer);
    }
    memory_.look_after(*meter_);
    check_always(world_, state());
    return *meter_->last_result();
}

void PoweredMeter::step(base::Milliwatts power, std::chrono::milliseconds elapsed) {
    step(meter::Measurement{.power = power}, elapsed);
}

void PoweredMeter::step(const meter::Measurement& measurement, std::chrono::milliseconds elapsed,
                        const meter::Inputs& inputs) {
    while (elapsed > std::chrono::milliseconds{0}) {
        const auto part = std::min(elapsed, meter::longest_step(measurement));
        elapsed -= part;
        world_.clock += part;
        note_flow(measurement, part);
        meter_->step(measurement, part, inputs);
        memory_.look_after(*meter_);
        require(supply_is_closed() == state().reasons.is_empty(),
                "the supply is not as the reasons say");
    }
}

void PoweredMeter::note_flow(const meter::Measurement& measurement,
                             std::chrono::milliseconds elapsed) {
    const base::Millijoules energy{measurement.power.count() * elapsed.count() / 1'000};
    if (energy.is_negative()) {
        world_.exported -= energy;
    } else {
        world_.used += energy;
        world_.flowed += energy;
    }
    if (measurement.voltage == base::Millivolts{0}) {
        const std::int64_t milliwatts =
            meter::nominal_voltage.count() * measurement.phase_current.count() / 1'000;
        world_.without_voltage += base::Millijoules{milliwatts * elapsed.count() / 1'000};
    }
}

void PoweredMeter::press(const meter::Inputs& button) {
    using namespace std::chrono_literals;
    for (const meter::Inputs& inputs : {button, meter::Inputs{}}) {
        const base::Milliwatts power{supply_is_closed() ? 1'000'000 : 0};
        step(meter::Measurement{.power = power}, 1s, inputs);
    }
}

void PoweredMeter::use(base::WattHours energy) {
    using namespace std::chrono_literals;
    for (std::int64_t i = 0; i < energy.count() && supply_is_closed(); ++i) {
        step(base::Milliwatts{1'000'000}, 3'600ms);
    }
}

void PoweredMeter::warn_after(std::uint64_t operations) {
    power_.warn_after(operations, [this] {
        writes_when_warned_ = world_.eeprom.activity().writes;
        memory_.power_is_failing(true);
    });
}

void PoweredMeter::save() {
    // The page that is under way is written to its end; the next ones are the last energy's.
    require(!writes_when_warned_ || world_.eeprom.activity().writes - *writes_when_warned_ <= 1,
            "something else was written after a warning of failing power");
    meter_->save();
}

void PoweredMeter::end_warning() {
    memory_.power_is_failing(false);
    writes_when_warned_.reset();
}

void PoweredMeter::fill_history() {
    fill(history());
}

}  // namespace power_loss
