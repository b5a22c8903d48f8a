// What one step of a scrub found.
#pragma once

#include <cstdint>

namespace meter {

struct ScrubResult {
    std::uint32_t repaired = 0;  // copies that were damaged and are whole again
    // Records without any whole copy, and copies that cannot be made whole.
    std::uint32_t lost = 0;
    bool operator==(const ScrubResult&) const = default;
};

}  // namespace meter
