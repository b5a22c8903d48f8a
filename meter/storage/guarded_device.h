// A memory device that takes no more orders once the supply has warned, so that whatever is under
// way ends at its next operation and the last commit has the time that is left to itself.
#pragma once

#include <cstdint>
#include <expected>
#include <span>

#include "meter/ports/eeprom.h"
#include "meter/ports/nor_flash.h"

namespace meter {

// Refuses with DeviceError::stopped, and nothing is changed. What of the device only writes slowly
// (a flash) is still read.
template <typename Device>
class GuardedDevice {
 public:
    using Outcome = std::expected<void, DeviceError>;

    // `device` must live as long.
    explicit GuardedDevice(Device& device) : device_{device} {}

    // May be called from an interrupt, in the middle of any operation.
    void stop(bool is_stopped) { is_stopped_ = is_stopped; }
    [[nodiscard]] bool is_stopped() const { return is_stopped_ && !is_last_work_; }

    // While it lives, the device works although it was stopped.
    class LastWork {
     public:
        explicit LastWork(GuardedDevice& device) : device_{device} { device_.is_last_work_ = true; }
        ~LastWork() { device_.is_last_work_ = false; }
        LastWork(const LastWork&) = delete;
        LastWork& operator=(const LastWork&) = delete;

     private:
        GuardedDevice& device_;
    };

    [[nodiscard]] std::uint32_t size_bytes() { return device_.size_bytes(); }
    [[nodiscard]] Outcome read(std::uint32_t address, std::span<std::uint8_t> out) {
        return is_stopped() && Eeprom<Device> ? refused() : device_.read(address, out);
    }
    [[nodiscard]] Outcome write(std::uint32_t address, std::span<const std::uint8_t> bytes)
        requires Eeprom<Device>
    {
        return is_stopped() ? refused() : device_.write(address, bytes);
    }
    [[nodiscard]] Outcome program(std::uint32_t address, std::span<const std::uint8_t> bytes)
        requires NorFlash<Device>
    {
        return is_stopped() ? refused() : device_.program(address, bytes);
    }
    [[nodiscard]] Outcome erase_sector(std::uint32_t address)
        requires NorFlash<Device>
    {
        return is_stopped() ? refused() : device_.erase_sector(address);
    }
    [[nodiscard]] Outcome barrier() { return is_stopped() ? refused() : device_.barrier(); }

 private:
    [[nodiscard]] static Outcome refused() { return std::unexpected{DeviceError::stopped}; }

    Device& device_;
    volatile bool is_stopped_ = false;
    bool is_last_work_ = false;
};

// False where the device is not there or was stopped: what failed then says nothing of its pages.
template <typename Device>
[[nodiscard]] bool is_answering(Device& device) {
    return device.barrier().has_value();
}

}  // namespace meter
