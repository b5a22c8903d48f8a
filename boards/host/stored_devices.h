// The meter's memory devices as models, the content of each kept in a file: its image.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "base/ensure.h"
#include "boards/host/devices/at24_eeprom.h"
#include "boards/host/devices/device_activity.h"
#include "boards/host/devices/w25q_nor_flash.h"
#include "boards/host/image_file.h"
#include "meter/ports/eeprom.h"
#include "meter/ports/nor_flash.h"

namespace boards {

// Without a file the content is this process's alone: for looking at a meter that may be running.
class StoredEeprom {
 public:
    using Outcome = std::expected<void, meter::DeviceError>;

    StoredEeprom(const At24Eeprom& part, ImageFile* file) : part_{part}, file_{file} {}

    [[nodiscard]] std::uint32_t size_bytes() const { return part_.size_bytes(); }
    [[nodiscard]] Outcome read(std::uint32_t address, std::span<std::uint8_t> out) {
        return part_.read(address, out);
    }
    [[nodiscard]] Outcome write(std::uint32_t address, std::span<const std::uint8_t> bytes);
    [[nodiscard]] Outcome barrier();
    [[nodiscard]] const DeviceActivity& activity() const { return part_.activity(); }

 private:
    At24Eeprom part_;
    ImageFile* file_;
};

class StoredFlash {
 public:
    using Outcome = std::expected<void, meter::DeviceError>;

    StoredFlash(const W25qNorFlash& part, ImageFile* file) : part_{part}, file_{file} {}

    [[nodiscard]] std::uint32_t size_bytes() const { return part_.size_bytes(); }
    [[nodiscard]] Outcome read(std::uint32_t address, std::span<std::uint8_t> out) {
        return part_.read(address, out);
    }
    [[nodiscard]] Outcome program(std::uint32_t address, std::span<const std::uint8_t> bytes);
    [[nodiscard]] Outcome erase_sector(std::uint32_t address);
    [[nodiscard]] Outcome barrier();
    [[nodiscard]] const DeviceActivity& activity() const { return part_.activity(); }

 private:
    W25qNorFlash part_;
    ImageFile* file_;
};

static_assert(meter::Eeprom<StoredEeprom>);
static_assert(meter::NorFlash<StoredFlash>);

// A device as its image says. Another size than the standard one makes a part of another size.
[[nodiscard]] At24Eeprom eeprom_of(std::span<const std::uint8_t> image);
[[nodiscard]] W25qNorFlash flash_of(std::span<const std::uint8_t> image);

template <typename Part>
[[nodiscard]] std::vector<std::uint8_t> image_of(Part& part) {
    std::vector<std::uint8_t> image(part.size_bytes());
    base::ensure(part.read(0, image).has_value());
    return image;
}

}  // namespace boards
