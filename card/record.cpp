#include "card/record.h"

#include "card/crypto/cmac.h"

namespace card {

bool is_genuine(std::span<const std::uint8_t> record, const Key128& key) {
    if (record.size() < mac_size) {
        return false;
    }
    const std::size_t covered = record.size() - mac_size;
    return equal_in_constant_time(cmac(key, record.first(covered)), record.subspan(covered));
}

bool is_blank(std::span<const std::uint8_t> bytes) {
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace card
