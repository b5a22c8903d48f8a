// CRC-32C (Castagnoli), as in RFC 3720 appendix B.4: reflected, polynomial 0x1EDC6F41, start and
// end inverted. It finds what power cuts and worn cells do to a record; it proves no sender.
#pragma once

#include <cstdint>
#include <span>

namespace base {

// The checksum of `bytes`; give the result of the part before as `previous` to go on.
[[nodiscard]] std::uint32_t crc32c(std::span<const std::uint8_t> bytes, std::uint32_t previous = 0);

}  // namespace base
