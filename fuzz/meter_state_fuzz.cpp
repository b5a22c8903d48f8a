// Any bytes as a stored state, the checksum made right: what decodes encodes to the same bytes, but
// for a digest of the event log that the program before did not make, which is then made.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/byte_writer.h"
#include "base/crc32c.h"
#include "base/ensure.h"
#include "meter/storage/state_record.h"

namespace {

// Of the event log: docs/formats/meter.md.
std::span<std::uint8_t> digest_of(meter::StateRecord& record) {
    return std::span{record}.subspan(1610, 8);
}

void set_checksum(meter::StateRecord& record) {
    const auto checked = std::span{record}.first(record.size() - meter::record_checksum_size);
    base::ByteWriter{std::span{record}.last(meter::record_checksum_size)}.u32(
        base::crc32c(checked));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    meter::State state;
    (void)meter::decode_state({data, size}, state);

    meter::StateRecord record{};
    std::ranges::copy_n(data, static_cast<std::ptrdiff_t>(std::min(size, record.size())),
                        record.begin());
    set_checksum(record);
    if (meter::decode_state(record, state)) {
        meter::StateRecord again{};
        encode(state, again);
        if (std::ranges::all_of(digest_of(record), [](std::uint8_t byte) { return byte == 0; })) {
            std::ranges::copy(digest_of(again), digest_of(record).begin());
            set_checksum(record);
        }
        base::ensure(again == record);
    }
    return 0;
}
