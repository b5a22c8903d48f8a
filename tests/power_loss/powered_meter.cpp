#include "tests/power_loss/powered_meter.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "card/instructions.h"
#include "meter/storage/commit_schedule.h"

namespace power_loss {
namespace {

// The numbers of the events in the newest 200 records, the newest first, each once.
std::vector<std::uint32_t> newest_events(meter::History<FaultyFlash>& history) {
    std::vector<std::uint32_t> numbers;
    auto& ring = history.events();
    const std::uint32_t newest = ring.newest();
    for (std::uint32_t i = newest; i >= ring.oldest() && i > 0 && newest - i < 200; --i) {
        meter::HistoryPayload payload{};
        if (!ring.read(i, payload)) {
            continue;
        }
        const auto event = meter::decode_event(payload);
        require(event.has_value(), "the history holds an event that there cannot be");
        if (numbers.empty() || numbers.back() != event->number) {
            numbers.push_back(event->number);
        }
    }
    return numbers;
}

using simulator::CutMode;

// A command that begins a card session; its data is the meter's challenge.
constexpr std::uint8_t initialize_update = 0x50;
constexpr std::size_t challenge_offset = 5;

// The history never says more than what was committed.
void check_history_behind(meter::History<FaultyFlash>& history, const meter::State& state) {
    require(history.consumed_at_least() <= state.account.consumed_total(),
            "the history has counted more than the register");
    for (const std::uint32_t number : newest_events(history)) {
        require(number <= state.events.last_number(), "the history has an event of the future");
    }
}

// Each event is there once, in its order; none that the state still has is missing, as far back as
// the newest records go.
void check_history_complete(meter::History<FaultyFlash>& history, const meter::State& state) {
    const auto numbers = newest_events(history);
    require(std::ranges::is_sorted(numbers, std::ranges::greater_equal{}),
            "the history has its events in another order");
    const std::uint32_t oldest = numbers.empty() ? 0 : numbers.back();
    for (const meter::Event& event : state.events.recent()) {
        require(event.number < oldest || std::ranges::count(numbers, event.number) == 1,
                "event " + std::to_string(event.number) + " is not there once");
    }
}

}  // namespace

std::expected<void, meter::StoreError> WitnessedStore::save(std::span<const std::uint8_t> record) {
    meter::StateRecord copy{};
    std::ranges::copy(record, copy.begin());
    world.in_progress.push_back(copy);
    if (world.committed) {
        // At a power-fail warning the energy is kept and what else has changed is not.
        meter::StateRecord energy_alone = *world.committed;
        meter::set_energy_part(energy_alone, meter::energy_part(copy));
        world.in_progress.push_back(energy_alone);
    }
    const auto outcome = memory.save(record);
    if (outcome) {
        world.committed = copy;
        world.in_progress.clear();
    }
    return outcome;
}

void DirectSlot::reset() {
    world.card->reset();
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
    const auto answer = world.card->process(command, fresh);
    answers.emplace_back(answer.begin(), answer.end());
    if (plan) {
        power.cut(*plan);
    }
}

PoweredMeter::PoweredMeter(World& world, std::optional<simulator::CutPlan> plan)
    : world_{world},
      power_{plan},
      eeprom_{world.eeprom, power_, &world.faults},
      flash_{world.flash, power_},
      board_{.supply_switch = {},
             .state_store = {.memory = memory_, .world = world},
             .card_slot = {.world = world, .power = power_, .answers = {}},
             .display_panel = {}} {
    if (world_.card) {
        world_.card->reset();
    }
    begin();
}

void PoweredMeter::begin() {
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

meter::InsertionResult PoweredMeter::insert_card() {
    world_.card->reset();
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
        const auto part = std::min(elapsed, meter::longest_step(measurement.power));
        elapsed -= part;
        world_.clock += part;
        const base::Millijoules energy{measurement.power.count() * part.count() / 1'000};
        world_.used += energy;
        world_.flowed += energy;
        meter_->step(measurement, part, inputs);
        memory_.look_after(*meter_);
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

void PoweredMeter::change_parameters(const meter::Parameters& parameters) {
    meter::State changed = state();
    changed.parameters = parameters;
    meter::StateRecord record{};
    encode(changed, record);
    require(board_.state_store.save(record).has_value(), "a parameter set cannot be committed");
    meter_.reset();
    meter_.emplace(board_, keying, changed, std::chrono::floor<std::chrono::seconds>(world_.clock));
}

void PoweredMeter::warn_after(std::uint64_t operations) {
    power_.warn_after(operations, [this] { memory_.power_is_failing(true); });
}

void PoweredMeter::end_warning() {
    memory_.power_is_failing(false);
}

void PoweredMeter::fill_history() {
    fill(history());
}

}  // namespace power_loss
