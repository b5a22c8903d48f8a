// Devices in the middle of whose work the supply warns that the power fails.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <span>

#include "boards/host/devices/at24_eeprom.h"
#include "boards/host/devices/w25q_nor_flash.h"

namespace storage_test {

// Calls `warn` as the `at`-th read or write begins, counted from 1; the operation goes on.
struct WarnedEeprom {
    using Outcome = std::expected<void, meter::DeviceError>;

    boards::At24Eeprom& part;
    std::uint64_t at = 0;
    std::function<void()> warn;
    std::uint64_t operations = 0;
    std::chrono::nanoseconds warned_at{-1};  // by the part's own clock

    [[nodiscard]] bool is_warned() const { return warned_at.count() >= 0; }
    // What the part has worked since the warning, the operation that was under way included.
    [[nodiscard]] std::chrono::nanoseconds since_warning() const {
        return part.activity().busy - warned_at;
    }

    [[nodiscard]] std::uint32_t size_bytes() const { return part.size_bytes(); }
    [[nodiscard]] Outcome read(std::uint32_t address, std::span<std::uint8_t> out) {
        begin();
        return part.read(address, out);
    }
    [[nodiscard]] Outcome write(std::uint32_t address, std::span<const std::uint8_t> bytes) {
        begin();
        return part.write(address, bytes);
    }
    [[nodiscard]] Outcome barrier() { return part.barrier(); }

 private:
    void begin() {
        if (++operations == at) {
            warned_at = part.activity().busy;
            warn();
        }
    }
};

static_assert(meter::Eeprom<WarnedEeprom>);

// Calls `begins` before each program and each erase: the moment at which a warning may come and the
// driver then ends its waiting.
struct WatchedFlash {
    using Outcome = std::expected<void, meter::DeviceError>;

    boards::W25qNorFlash& part;
    std::function<void()> begins;

    [[nodiscard]] std::uint32_t size_bytes() const { return part.size_bytes(); }
    [[nodiscard]] Outcome read(std::uint32_t address, std::span<std::uint8_t> out) {
        return part.read(address, out);
    }
    [[nodiscard]] Outcome program(std::uint32_t address, std::span<const std::uint8_t> bytes) {
        begins();
        return part.program(address, bytes);
    }
    [[nodiscard]] Outcome erase_sector(std::uint32_t address) {
        begins();
        return part.erase_sector(address);
    }
    [[nodiscard]] Outcome barrier() { return part.barrier(); }
};

static_assert(meter::NorFlash<WatchedFlash>);

// A flash behind a driver as nor_flash.h asks for it: while the part works it asks once in
// `between_polls` whether the supply has warned, and then waits no longer. Calls `warn` at the
// `at`-th poll, counted from 1; the part ends its work by itself.
struct PolledFlash {
    using Outcome = std::expected<void, meter::DeviceError>;

    static constexpr std::chrono::nanoseconds between_polls = meter::longest_wait_after_warning;

    boards::W25qNorFlash& part;
    std::uint64_t at = 0;
    std::function<void()> warn;
    std::uint64_t polls = 0;
    std::uint64_t erases = 0;                      // begun
    std::chrono::nanoseconds left_at_warning{-1};  // of the operation that was under way
    std::chrono::nanoseconds done_at_warning{0};   // by the part's own clock, with that operation

    [[nodiscard]] bool is_warned() const { return left_at_warning.count() >= 0; }
    // What the meter has waited for the part since the warning.
    [[nodiscard]] std::chrono::nanoseconds since_warning() const {
        return between_polls + part.activity().busy - done_at_warning;
    }

    [[nodiscard]] std::uint32_t size_bytes() const { return part.size_bytes(); }
    [[nodiscard]] Outcome read(std::uint32_t address, std::span<std::uint8_t> out) {
        return part.read(address, out);
    }
    [[nodiscard]] Outcome program(std::uint32_t address, std::span<const std::uint8_t> bytes) {
        return wait_for([&] { return part.program(address, bytes); });
    }
    [[nodiscard]] Outcome erase_sector(std::uint32_t address) {
        ++erases;
        return wait_for([&] { return part.erase_sector(address); });
    }
    [[nodiscard]] Outcome barrier() { return part.barrier(); }

 private:
    template <typename Work>
    Outcome wait_for(Work work) {
        const auto before = part.activity().busy;
        const Outcome outcome = work();
        const std::chrono::nanoseconds took = part.activity().busy - before;
        for (std::chrono::nanoseconds waited{0}; waited < took; waited += between_polls) {
            if (++polls == at) {
                left_at_warning = took - waited;
                done_at_warning = part.activity().busy;
                warn();
                return std::unexpected{meter::DeviceError::stopped};
            }
        }
        return outcome;
    }
};

static_assert(meter::NorFlash<PolledFlash>);

}  // namespace storage_test
