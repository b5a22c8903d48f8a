// What a memory device was asked to do, and how long the real part would have been busy.
#pragma once

#include <chrono>
#include <cstdint>

namespace boards {

struct DeviceActivity {
    std::uint64_t reads = 0;
    std::uint64_t bytes_read = 0;
    std::uint64_t writes = 0;  // page writes or programs
    std::uint64_t bytes_written = 0;
    std::uint64_t erases = 0;
    std::chrono::nanoseconds busy{0};

    bool operator==(const DeviceActivity&) const = default;
};

[[nodiscard]] constexpr DeviceActivity operator-(const DeviceActivity& later,
                                                 const DeviceActivity& earlier) {
    return {.reads = later.reads - earlier.reads,
            .bytes_read = later.bytes_read - earlier.bytes_read,
            .writes = later.writes - earlier.writes,
            .bytes_written = later.bytes_written - earlier.bytes_written,
            .erases = later.erases - earlier.erases,
            .busy = later.busy - earlier.busy};
}

}  // namespace boards
