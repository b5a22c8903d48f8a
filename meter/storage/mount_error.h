// Why a memory device cannot be gone on from.
#pragma once

#include <cstdint>

namespace meter {

// Nothing was written to the device.
enum class MountError : std::uint8_t {
    absent,        // it does not answer
    wrong_size,    // it is another part
    blank,         // as from the factory
    foreign,       // it belongs to another meter
    newer_format,  // a later program wrote it
    damaged,       // it was in use and holds no whole state that this program can read
};

}  // namespace meter
