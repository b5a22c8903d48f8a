#include "meter/storage/log_records.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

#include "base/byte_writer.h"
#include "base/crc32c.h"

namespace meter {
namespace {

// Writes the checksum over everything before it.
template <std::size_t Size>
std::array<std::uint8_t, Size> closed(std::array<std::uint8_t, Size> bytes) {
    const auto all = std::span{bytes};
    base::ByteWriter{all.last(4)}.u32(base::crc32c(all.first(Size - 4)));
    return bytes;
}

EnergyRecord energy_record() {
    EnergyRecord record{.sequence = 0x01020304, .base = 0x0A0B0C0D};
    record.payload.fill(0x5A);
    return record;
}

TEST(LogRecords, come_back_as_they_were_written) {
    const DeviceHeader header{.owner = DeviceOwner{0x1122334455667788}};
    const StateHead head{.sequence = 5, .payload_size = 1'536, .payload_crc = 0xDEADBEEF};

    EXPECT_EQ(decode_device_header(encode(header)), header);
    EXPECT_EQ(decode_energy_record(encode(energy_record())), energy_record());
    EXPECT_EQ(decode_state_head(encode(head)), head);
}

TEST(LogRecords, no_flipped_bit_goes_unnoticed) {
    const EepromPage page = encode(energy_record());
    for (std::size_t bit = 0; bit < 8 * page.size(); ++bit) {
        EepromPage altered = page;
        altered[bit / 8] = static_cast<std::uint8_t>(altered[bit / 8] ^ 1U << bit % 8);
        EXPECT_EQ(decode_energy_record(altered), std::nullopt) << bit;
    }
}

TEST(LogRecords, a_page_of_one_value_is_no_record) {
    for (unsigned value = 0; value <= 0xFF; ++value) {
        EepromPage page{};
        page.fill(static_cast<std::uint8_t>(value));
        EXPECT_EQ(decode_device_header(page), std::nullopt);
        EXPECT_EQ(decode_energy_record(page), std::nullopt);
        EXPECT_EQ(decode_state_head(page), std::nullopt);
    }
}

TEST(LogRecords, a_header_of_a_newer_format_is_still_a_header) {
    const auto header = decode_device_header(encode(DeviceHeader{.format = 9}));

    ASSERT_TRUE(header);
    EXPECT_EQ(header->format, 9);
}

TEST(LogRecords, a_record_of_an_unknown_format_is_none) {
    EepromPage page = encode(energy_record());
    page[1] = storage_format + 1;

    EXPECT_EQ(decode_energy_record(closed(page)), std::nullopt);
}

TEST(LogRecords, a_state_that_is_longer_than_its_place_is_none) {
    auto bytes = encode(StateHead{.sequence = 1, .payload_size = 100});
    bytes[2] = 0xFF;

    EXPECT_EQ(decode_state_head(closed(bytes)), std::nullopt);
}

}  // namespace
}  // namespace meter
