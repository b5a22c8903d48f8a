// A flash of which some sectors are bad, and what the tests of its rings write to it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "boards/host/devices/w25q_nor_flash.h"
#include "meter/storage/history_records.h"
#include "simulator/faults/faulty_device.h"

namespace storage_test {

inline constexpr std::uint32_t sector_bytes = meter::nor_sector_bytes;

struct FlashWithFaults {
    using Device = simulator::FaultyDevice<boards::W25qNorFlash>;

    boards::W25qNorFlash part;
    simulator::PowerSupply power;
    simulator::PageFaults faults{sector_bytes};
    Device device{part, power, &faults};
};

// Another one for each number up to 255.
inline meter::HistoryPayload payload_of(std::uint32_t number) {
    meter::HistoryPayload payload{};
    for (std::size_t i = 0; i < payload.size(); ++i) {
        payload[i] = static_cast<std::uint8_t>(number + i);
    }
    return payload;
}

}  // namespace storage_test
