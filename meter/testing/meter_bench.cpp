#include "meter/testing/meter_bench.h"

#include <algorithm>
#include <utility>

#include "base/ensure.h"

template class meter::Meter<meter::testing::BenchBoard>;

namespace meter::testing {
namespace {

card::Challenge next_challenge() {
    static std::uint64_t made = 0;
    ++made;
    card::Challenge challenge{};
    for (std::size_t i = 0; i < challenge.size(); ++i) {
        challenge[i] = static_cast<std::uint8_t>(made >> (8 * i));
    }
    return challenge;
}

}  // namespace

std::expected<void, StoreError> BenchStore::save(std::span<const std::uint8_t> bytes) {
    if (before_save) {
        before_save();
    }
    if (saves_until_failure) {
        if (*saves_until_failure == 0) {
            return std::unexpected{StoreError::write_failed};
        }
        --*saves_until_failure;
    }
    std::copy_n(bytes.data(), bytes.size(), record.data());
    ++saves;
    return {};
}

std::expected<void, StoreError> BenchStore::save_energy(std::span<const std::uint8_t> bytes) {
    return save(bytes);
}

bool BenchHistory::read(HistoryKind kind, std::uint32_t number, std::span<std::uint8_t> payload) {
    if (number == 0 || number > newest(kind)) {
        return false;
    }
    std::ranges::copy(kept[kind][number - 1], payload.begin());
    return true;
}

MeterBench::MeterBench(const Keying& keying, const State& stored, std::chrono::sys_seconds clock)
    : keying_{keying},
      meter_{std::make_unique<Meter<BenchBoard>>(board_, keying_, stored, clock)} {}

MeterBench::Line MeterBench::direct() {
    return [](int, const Bytes& command, card::SoftwareCard& card) {
        return std::optional{answer_of(card, command)};
    };
}

MeterBench::Bytes MeterBench::answer_of(card::SoftwareCard& card, const Bytes& command) {
    const auto answer = card.process(command, next_challenge());
    return {answer.begin(), answer.end()};
}

InsertionResult MeterBench::insert(card::SoftwareCard& card, const Line& line) {
    card.reset();
    commands_ = 0;
    board_.card_slot.command.reset();
    int resets = board_.card_slot.resets;
    meter_->card_inserted();
    while (auto command = std::exchange(board_.card_slot.command, std::nullopt)) {
        if (std::exchange(resets, board_.card_slot.resets) != resets) {
            card.reset();
        }
        const auto answer = line(commands_++, *command, card);
        if (!answer) {
            meter_->card_pulled();
        } else if (answer->empty()) {
            meter_->card_silent();
        } else {
            meter_->card_answered(*answer);
        }
    }
    return *meter_->last_result();
}

State MeterBench::stored() const {
    State state;
    base::ensure(decode_state(board_.state_store.record, state).has_value());
    return state;
}

void MeterBench::restart_after(std::chrono::seconds without_power) {
    const State kept = stored();
    board_.supply_switch = {};
    board_.card_slot = {};
    meter_ = std::make_unique<Meter<BenchBoard>>(board_, keying_, kept,
                                                 board_.clock.time + without_power);
}

base::WattHours MeterBench::use(base::WattHours energy) {
    using namespace std::chrono_literals;
    std::int64_t flowed = 0;
    for (; flowed < energy.count() && supply_is_closed(); ++flowed) {
        meter_->step({.power = base::Milliwatts{1'000'000}}, 3600ms);
    }
    return base::WattHours{flowed};
}

}  // namespace meter::testing
