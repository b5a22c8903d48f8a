// A model of a W25Q80 on SPI at 25 MHz: 1 MiB, programs clear bits within a page of 256 bytes, an
// erase sets a sector of 4 KiB. Copying it takes a snapshot.
//
//   times    the longest that such a part may take: 3 ms for a program, 400 ms for an erase
//   cells    take 100,000 erases; wear() counts them by sector
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "boards/host/devices/device_activity.h"
#include "boards/host/devices/shared_memory.h"
#include "meter/ports/nor_flash.h"

namespace boards {

class W25qNorFlash {
 public:
    static constexpr std::uint32_t standard_size_bytes = 1024 * 1024;
    static constexpr std::uint32_t page_bytes = meter::nor_page_bytes;
    static constexpr std::uint32_t sector_bytes = meter::nor_sector_bytes;
    static constexpr std::chrono::nanoseconds page_program = std::chrono::milliseconds{3};
    static constexpr std::chrono::nanoseconds sector_erase = std::chrono::milliseconds{400};
    static constexpr std::chrono::nanoseconds byte_on_bus{320};

    // Erased. Another size than the standard one is for tests of what the meter does with it.
    explicit W25qNorFlash(std::uint32_t size_bytes = standard_size_bytes);

    [[nodiscard]] std::uint32_t size_bytes() const {
        return static_cast<std::uint32_t>(memory_.size());
    }

    // Refused: out_of_range.
    [[nodiscard]] std::expected<void, meter::DeviceError> read(std::uint32_t address,
                                                               std::span<std::uint8_t> out);
    // At most a page of bytes; what would run over the end of the page goes to its beginning.
    // Refused, nothing is changed: out_of_range.
    [[nodiscard]] std::expected<void, meter::DeviceError> program(
        std::uint32_t address, std::span<const std::uint8_t> bytes);
    // Refused, nothing is changed: out_of_range, also where no sector begins at `address`.
    [[nodiscard]] std::expected<void, meter::DeviceError> erase_sector(std::uint32_t address);
    // The model's writes are durable when they return.
    [[nodiscard]] std::expected<void, meter::DeviceError> barrier() { return {}; }

    // Changes the content to anything, without a cycle: what a fault does.
    void alter(std::uint32_t address, std::span<const std::uint8_t> bytes);

    [[nodiscard]] const DeviceActivity& activity() const { return activity_; }
    // Erase cycles of each sector.
    [[nodiscard]] std::span<const std::uint32_t> wear() const { return wear_; }
    [[nodiscard]] std::uint32_t highest_wear() const;

 private:
    void clear_bits(std::uint32_t address, std::span<const std::uint8_t> bytes);

    SharedMemory memory_;
    std::vector<std::uint32_t> wear_;
    DeviceActivity activity_;
};

static_assert(meter::NorFlash<W25qNorFlash>);

}  // namespace boards
