// What a report, the status and the display say of the meter itself: by which calibration it
// measures, and which program it runs.
#pragma once

#include <array>
#include <cstdint>

#include "base/byte_writer.h"
#include "card/digest.h"
#include "meter/ports/self_test_device.h"

namespace meter {

struct OwnDigests {
    card::Digest8 calibration{};  // of the record in use
    card::Digest8 code{};         // of the program's length and checksum

    bool operator==(const OwnDigests&) const = default;
};

// As docs/formats/card.md makes them. Neither can change while a meter runs.
template <SelfTestDevice D>
[[nodiscard]] OwnDigests own_digests(D& device) {
    std::array<std::uint8_t, 8> program{};
    base::ByteWriter{program}
        .u32(static_cast<std::uint32_t>(device.image().size()))
        .u32(device.image_checksum());
    return {.calibration = card::digest_after({}, device.calibration()),
            .code = card::digest_after({}, program)};
}

}  // namespace meter
