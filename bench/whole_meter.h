// A whole meter on the bench: samples in at its front end, its switch out.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <span>

#include "base/crc32c.h"
#include "meter/meter.h"
#include "meter/sample_feed.h"

namespace bench {

// What a meter needs around it that takes no part in a measurement.
struct RigSwitch {
    bool is_closed = false;

    void close() { is_closed = true; }
    void open() { is_closed = false; }
};

struct RigStore {
    std::expected<void, meter::StoreError> save(std::span<const std::uint8_t>) { return {}; }
    std::expected<void, meter::StoreError> save_energy(std::span<const std::uint8_t>) { return {}; }
    void power_is_failing(bool) {}
};

struct RigSlot {
    void reset() {}
    void send(std::span<const std::uint8_t>) {}
};

struct RigPanel {
    void show(const meter::Segments&) {}
};

struct RigSelf {
    meter::CalibrationRecord record = meter::encode(meter::Calibration{});

    std::span<volatile std::uint32_t> memory() { return {}; }
    std::span<const std::uint8_t> image() { return {}; }
    std::uint32_t image_checksum() { return base::crc32c({}); }
    bool stack_guard_is_whole() { return true; }
    std::span<const std::uint8_t> calibration() { return record; }
    bool calibration_is_sealed() { return true; }
};

struct RigLatch {
    meter::LatchedTampering read() { return {}; }
    void clear() {}
};

struct RigClock {
    void set(std::chrono::sys_seconds) {}
};

struct RigBoard {
    RigSwitch supply_switch;
    RigStore state_store;
    RigSlot card_slot;
    RigPanel display_panel;
    RigSelf self_test;
    RigLatch tamper_latch;
    RigClock clock;

    meter::NoHistory history() { return {}; }
    meter::MemoryWork memory_work() { return {}; }
};

static_assert(meter::Board<RigBoard>);

class WholeMeter {
 public:
    // Opened, with credit that no test uses up.
    explicit WholeMeter(const meter::Parameters& parameters = {});
    WholeMeter(const WholeMeter&) = delete;
    WholeMeter& operator=(const WholeMeter&) = delete;

    // Takes a sample set at every stage of its protection.
    void step(const meter::SampleSet& set) { (void)feed_.step(meter_, set); }
    // A step of a second with what the newest cycle read, as from a board that gives both: samples
    // protect, so the step must change nothing of when they open.
    void step_second();

    [[nodiscard]] bool is_closed() const { return board_.supply_switch.is_closed; }
    [[nodiscard]] meter::Reasons reasons() const { return meter_.state().reasons; }

 private:
    RigBoard board_;
    meter::Meter<RigBoard> meter_;
    meter::SampleFeed feed_{meter::MetrologySettings{}};
};

}  // namespace bench

extern template class meter::Meter<bench::RigBoard>;
