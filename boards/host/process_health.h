// What a meter that is a Linux process shows of itself for the self-test: its own program, its own
// stack, a piece of its own memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "meter/metrology/calibration.h"

namespace boards {

// A pattern far below everything that the process has used of its stack. Made and asked by the one
// thread that lives on that stack.
class StackGuard {
 public:
    // So much stack may be used below where the guard was made.
    static constexpr std::size_t depth_bytes = 1U << 20;

    StackGuard();
    [[nodiscard]] bool is_whole() const;

 private:
    static constexpr std::size_t words = 16;
    static constexpr std::uint32_t pattern = 0x57A7C0DE;

    volatile std::uint32_t* lowest_;
};

class ProcessHealth {
 public:
    // Reads the program's file, against which its image in memory is held.
    ProcessHealth();

    [[nodiscard]] std::span<volatile std::uint32_t> memory() { return words_; }
    // From the program's first byte to the end of its code, as it is mapped.
    [[nodiscard]] std::span<const std::uint8_t> image() const;
    [[nodiscard]] std::uint32_t image_checksum() const { return image_checksum_; }
    [[nodiscard]] bool stack_guard_is_whole() const { return stack_guard_.is_whole(); }
    [[nodiscard]] std::span<const std::uint8_t> calibration() const { return calibration_; }
    // Production left the converter of this meter, which is a calculation, as it is.
    [[nodiscard]] bool calibration_is_sealed() const {
        return calibration_ == meter::encode(meter::Calibration{});
    }

 private:
    std::array<std::uint32_t, 4096> words_{};
    std::uint32_t image_checksum_ = 0;
    StackGuard stack_guard_;
    meter::CalibrationRecord calibration_ = meter::encode(meter::Calibration{});
};

}  // namespace boards
