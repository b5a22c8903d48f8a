#include "boards/host/devices/at24_eeprom.h"

#include <algorithm>

namespace boards {
namespace {

constexpr std::size_t bytes_before_write = 3;  // device, address high, address low
constexpr std::size_t bytes_before_read = 4;   // the same, and the device again

bool lies_inside(std::uint32_t size, std::uint32_t address, std::size_t count) {
    return address <= size && count <= size - address;
}

}  // namespace

using meter::DeviceError;

At24Eeprom::At24Eeprom(std::uint32_t size_bytes)
    : memory_{size_bytes}, wear_(size_bytes / page_bytes) {}

std::expected<void, DeviceError> At24Eeprom::read(std::uint32_t address,
                                                  std::span<std::uint8_t> out) {
    if (!lies_inside(size_bytes(), address, out.size())) {
        return std::unexpected{DeviceError::out_of_range};
    }
    memory_.read(address, out);
    ++activity_.reads;
    activity_.bytes_read += out.size();
    activity_.busy += (bytes_before_read + out.size()) * byte_on_bus;
    return {};
}

std::expected<void, DeviceError> At24Eeprom::write(std::uint32_t address,
                                                   std::span<const std::uint8_t> bytes) {
    if (address >= size_bytes() || bytes.empty() || bytes.size() > page_bytes) {
        return std::unexpected{DeviceError::out_of_range};
    }
    const std::uint32_t page = address - address % page_bytes;
    const std::size_t until_end = std::min<std::size_t>(page + page_bytes - address, bytes.size());
    memory_.write(address, bytes.first(until_end));
    memory_.write(page, bytes.subspan(until_end));
    ++wear_[page / page_bytes];
    ++activity_.writes;
    activity_.bytes_written += bytes.size();
    activity_.busy += (bytes_before_write + bytes.size()) * byte_on_bus + write_cycle;
    return {};
}

void At24Eeprom::alter(std::uint32_t address, std::span<const std::uint8_t> bytes) {
    memory_.write(address, bytes);
}

std::uint32_t At24Eeprom::highest_wear() const {
    return std::ranges::max(wear_);
}

}  // namespace boards
