#include "boards/host/devices/w25q_nor_flash.h"

#include <algorithm>
#include <array>

namespace boards {
namespace {

constexpr std::size_t bytes_of_command = 4;
constexpr std::size_t bytes_of_write_enable = 1;

bool lies_inside(std::uint32_t size, std::uint32_t address, std::size_t count) {
    return address <= size && count <= size - address;
}

}  // namespace

using meter::DeviceError;

W25qNorFlash::W25qNorFlash(std::uint32_t size_bytes)
    : memory_{size_bytes}, wear_(size_bytes / sector_bytes) {}

std::expected<void, DeviceError> W25qNorFlash::read(std::uint32_t address,
                                                    std::span<std::uint8_t> out) {
    if (!lies_inside(size_bytes(), address, out.size())) {
        return std::unexpected{DeviceError::out_of_range};
    }
    memory_.read(address, out);
    ++activity_.reads;
    activity_.bytes_read += out.size();
    activity_.busy += (bytes_of_command + out.size()) * byte_on_bus;
    return {};
}

std::expected<void, DeviceError> W25qNorFlash::program(std::uint32_t address,
                                                       std::span<const std::uint8_t> bytes) {
    if (address >= size_bytes() || bytes.empty() || bytes.size() > page_bytes) {
        return std::unexpected{DeviceError::out_of_range};
    }
    const std::uint32_t page = address - address % page_bytes;
    const std::size_t until_end = std::min<std::size_t>(page + page_bytes - address, bytes.size());
    clear_bits(address, bytes.first(until_end));
    clear_bits(page, bytes.subspan(until_end));
    ++activity_.writes;
    activity_.bytes_written += bytes.size();
    activity_.busy +=
        (bytes_of_write_enable + bytes_of_command + bytes.size()) * byte_on_bus + page_program;
    return {};
}

std::expected<void, DeviceError> W25qNorFlash::erase_sector(std::uint32_t address) {
    if (address % sector_bytes != 0 || address >= size_bytes()) {
        return std::unexpected{DeviceError::out_of_range};
    }
    memory_.fill(address, sector_bytes, 0xFF);
    ++wear_[address / sector_bytes];
    ++activity_.erases;
    activity_.busy += (bytes_of_write_enable + bytes_of_command) * byte_on_bus + sector_erase;
    return {};
}

void W25qNorFlash::alter(std::uint32_t address, std::span<const std::uint8_t> bytes) {
    memory_.write(address, bytes);
}

std::uint32_t W25qNorFlash::highest_wear() const {
    return std::ranges::max(wear_);
}

void W25qNorFlash::clear_bits(std::uint32_t address, std::span<const std::uint8_t> bytes) {
    std::array<std::uint8_t, page_bytes> page{};
    const auto cells = std::span{page}.first(bytes.size());
    memory_.read(address, cells);
    std::ranges::transform(cells, bytes, cells.begin(), [](std::uint8_t old, std::uint8_t wanted) {
        return static_cast<std::uint8_t>(old & wanted);
    });
    memory_.write(address, cells);
}

}  // namespace boards
