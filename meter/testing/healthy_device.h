// A board's own parts, all of them in order, for the self-test of meters on a bench.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <span>

#include "base/crc32c.h"
#include "meter/metrology/calibration.h"
#include "meter/ports/tamper_latch.h"

namespace meter::testing {

struct HealthyDevice {
    std::array<std::uint32_t, 4> words{};
    std::array<std::uint8_t, 16> program{};
    CalibrationRecord record = encode(Calibration{});
    bool guard_is_whole = true;
    bool is_sealed = true;

    std::span<volatile std::uint32_t> memory() { return words; }
    std::span<const std::uint8_t> image() { return program; }
    std::uint32_t image_checksum() { return base::crc32c(std::array<std::uint8_t, 16>{}); }
    bool stack_guard_is_whole() { return guard_is_whole; }
    std::span<const std::uint8_t> calibration() { return record; }
    bool calibration_is_sealed() { return is_sealed; }
};

// Keeps what a test puts into it, as a latch does while the meter is without power.
struct TestLatch {
    LatchedTampering seen;

    LatchedTampering read() { return seen; }
    void clear() { seen = {}; }
};

// Reads what it was last set to.
struct TestClock {
    std::chrono::sys_seconds time;

    void set(std::chrono::sys_seconds to) { time = to; }
};

}  // namespace meter::testing
