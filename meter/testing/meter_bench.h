// A meter on a bench: its real core on a board of plain memory, and a line to the card's contacts
// on which anything can be made to happen. For tests and benchmarks.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "card/software_card.h"
#include "meter/meter.h"
#include "meter/ports/eeprom.h"
#include "meter/testing/healthy_device.h"

namespace meter::testing {

struct BenchSwitch {
    bool is_closed = false;
    int opens = 0;

    void close() { is_closed = true; }
    void open() {
        is_closed = false;
        ++opens;
    }
};

// Keeps the record last saved. `saves_until_failure` counts down; at 0 every save fails.
struct BenchStore {
    StateRecord record{};
    int saves = 0;
    std::optional<int> saves_until_failure;
    std::function<void()> before_save;  // where there is one

    std::expected<void, StoreError> save(std::span<const std::uint8_t> bytes);
    std::expected<void, StoreError> save_energy(std::span<const std::uint8_t> bytes);
    void power_is_failing(bool) {}
};

// Keeps the newest command until the bench carries it to the card.
struct BenchSlot {
    std::optional<std::vector<std::uint8_t>> command;
    int resets = 0;

    void reset() { ++resets; }
    void send(std::span<const std::uint8_t> bytes) { command.emplace(bytes.begin(), bytes.end()); }
};

struct BenchPanel {
    Segments segments;

    void show(const Segments& shown) { segments = shown; }
};

// What a meter kept of its past, of each kind the first one in front.
struct BenchHistory {
    std::map<HistoryKind, std::vector<HistoryPayload>> kept;

    [[nodiscard]] std::uint32_t newest(HistoryKind kind) {
        return static_cast<std::uint32_t>(kept[kind].size());
    }
    [[nodiscard]] bool read(HistoryKind kind, std::uint32_t number,
                            std::span<std::uint8_t> payload);
};

struct BenchBoard {
    BenchSwitch supply_switch;
    BenchStore state_store;
    BenchSlot card_slot;
    BenchPanel display_panel;
    HealthyDevice self_test{};
    TestLatch tamper_latch{};
    TestClock clock{};

    BenchHistory past{};

    [[nodiscard]] BenchHistory& history() { return past; }
    // Each commit a whole record, twice.
    [[nodiscard]] MemoryWork memory_work() const {
        constexpr std::uint32_t pages = state_record_size / eeprom_page_bytes * 2;
        return {.eeprom_pages = static_cast<std::uint32_t>(state_store.saves) * pages};
    }
};

class MeterBench {
 public:
    using Bytes = std::vector<std::uint8_t>;
    // Carries the `index`-th command of an insertion, from 0, and gives the answer: nothing where
    // the card is pulled instead, an empty one where it stays silent.
    using Line = std::function<std::optional<Bytes>(int index, const Bytes& command,
                                                    card::SoftwareCard& card)>;

    explicit MeterBench(const Keying& keying, const State& stored = {},
                        std::chrono::sys_seconds clock = {});

    // Puts the card in, works until the insertion has ended, and leaves it in.
    InsertionResult insert(card::SoftwareCard& card, const Line& line = direct());
    // Power off and on: what was not committed is gone.
    void restart() { restart_after({}); }
    // The same with some time without power in between, and the clock that kept it.
    void restart_after(std::chrono::seconds without_power);
    // Uses `energy` at one kilowatt, as far as the supply is closed; gives what has flowed.
    base::WattHours use(base::WattHours energy);

    [[nodiscard]] static Line direct();
    // What a card answers, with challenges that never repeat.
    [[nodiscard]] static Bytes answer_of(card::SoftwareCard& card, const Bytes& command);

    [[nodiscard]] Meter<BenchBoard>& meter() { return *meter_; }
    [[nodiscard]] BenchBoard& board() { return board_; }
    [[nodiscard]] const State& state() const { return meter_->state(); }
    [[nodiscard]] State stored() const;
    [[nodiscard]] bool supply_is_closed() const { return board_.supply_switch.is_closed; }
    // How many commands the last insertion took.
    [[nodiscard]] int commands() const { return commands_; }

 private:
    Keying keying_;
    BenchBoard board_;
    std::unique_ptr<Meter<BenchBoard>> meter_;
    int commands_ = 0;
};

static_assert(Board<BenchBoard>);

}  // namespace meter::testing

extern template class meter::Meter<meter::testing::BenchBoard>;
