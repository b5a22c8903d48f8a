// A model of an AT24C256 on I2C at 400 kHz: 32 KiB in pages of 64 bytes, 5 ms for each write, and
// the address wraps inside a page. Copying it takes a snapshot.
//
//   cells    take 1,000,000 write cycles; wear() counts them by page
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "boards/host/devices/device_activity.h"
#include "boards/host/devices/shared_memory.h"
#include "meter/ports/eeprom.h"

namespace boards {

class At24Eeprom {
 public:
    static constexpr std::uint32_t standard_size_bytes = 32 * 1024;
    static constexpr std::uint32_t page_bytes = meter::eeprom_page_bytes;
    static constexpr std::chrono::nanoseconds write_cycle = std::chrono::milliseconds{5};
    // Nine clocks of 2.5 µs for a byte with its acknowledge.
    static constexpr std::chrono::nanoseconds byte_on_bus{22'500};

    // Blank. Another size than the standard one is for tests of what the meter does with it.
    explicit At24Eeprom(std::uint32_t size_bytes = standard_size_bytes);

    [[nodiscard]] std::uint32_t size_bytes() const {
        return static_cast<std::uint32_t>(memory_.size());
    }

    // Refused: out_of_range.
    [[nodiscard]] std::expected<void, meter::DeviceError> read(std::uint32_t address,
                                                               std::span<std::uint8_t> out);
    // At most a page of bytes. What would run over the end of the page goes to its beginning, as in
    // the real part. Refused, nothing is changed: out_of_range.
    [[nodiscard]] std::expected<void, meter::DeviceError> write(
        std::uint32_t address, std::span<const std::uint8_t> bytes);
    // The model's writes are durable when they return.
    [[nodiscard]] std::expected<void, meter::DeviceError> barrier() { return {}; }

    // Changes the content without a write cycle: what a fault does.
    void alter(std::uint32_t address, std::span<const std::uint8_t> bytes);

    [[nodiscard]] const DeviceActivity& activity() const { return activity_; }
    // Write cycles of each page.
    [[nodiscard]] std::span<const std::uint32_t> wear() const { return wear_; }
    [[nodiscard]] std::uint32_t highest_wear() const;

 private:
    SharedMemory memory_;
    std::vector<std::uint32_t> wear_;
    DeviceActivity activity_;
};

static_assert(meter::Eeprom<At24Eeprom>);

}  // namespace boards
