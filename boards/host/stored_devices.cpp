#include "boards/host/stored_devices.h"

#include "boards/host/devices/shared_memory.h"

namespace boards {
namespace {

using meter::DeviceError;
using Outcome = std::expected<void, DeviceError>;

// Copies what the part now holds to its place in the file.
template <typename Part>
Outcome keep_in(ImageFile* file, Part& part, std::uint32_t address, std::uint32_t count) {
    if (file == nullptr) {
        return {};
    }
    std::vector<std::uint8_t> content(count);
    if (!part.read(address, content) || !file->write(address, content)) {
        return std::unexpected{DeviceError::absent};
    }
    return {};
}

template <typename Part>
Part part_of(std::span<const std::uint8_t> image) {
    if (image.size() != Part::standard_size_bytes) {
        // Models have whole blocks; which other size it is does not matter.
        constexpr std::uint32_t another_size = SharedMemory::block_bytes;
        return Part{image.empty() ? 0 : another_size};
    }
    Part part;
    part.alter(0, image);
    return part;
}

Outcome sync(ImageFile* file) {
    if (file != nullptr && !file->sync()) {
        return std::unexpected{DeviceError::absent};
    }
    return {};
}

}  // namespace

Outcome StoredEeprom::write(std::uint32_t address, std::span<const std::uint8_t> bytes) {
    if (const auto written = part_.write(address, bytes); !written) {
        return written;
    }
    constexpr std::uint32_t page = At24Eeprom::page_bytes;
    return keep_in(file_, part_, address - address % page, page);
}

Outcome StoredEeprom::barrier() {
    return sync(file_);
}

Outcome StoredFlash::program(std::uint32_t address, std::span<const std::uint8_t> bytes) {
    if (const auto written = part_.program(address, bytes); !written) {
        return written;
    }
    constexpr std::uint32_t page = W25qNorFlash::page_bytes;
    return keep_in(file_, part_, address - address % page, page);
}

Outcome StoredFlash::erase_sector(std::uint32_t address) {
    if (const auto erased = part_.erase_sector(address); !erased) {
        return erased;
    }
    return keep_in(file_, part_, address, W25qNorFlash::sector_bytes);
}

Outcome StoredFlash::barrier() {
    return sync(file_);
}

At24Eeprom eeprom_of(std::span<const std::uint8_t> image) {
    return part_of<At24Eeprom>(image);
}

W25qNorFlash flash_of(std::span<const std::uint8_t> image) {
    return part_of<W25qNorFlash>(image);
}

}  // namespace boards
