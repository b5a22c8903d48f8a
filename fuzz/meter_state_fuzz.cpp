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

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    meter::State state;
    (void)meter::decode_state({data, size}, state);

    meter::StateRecord record{};
    std::ranges::copy_n(data, static_cast<std::ptrdiff_t>(std::min(size, record.size())),
                        record.begin());
    const auto checked = std::span{record}.first(record.size() - meter::record_checksum_size);
    base::ByteWriter{std::span{record}.last(meter::record_checksum_size)}.u32(
        base::crc32c(checked));
    if (meter::decode_state(record, state)) {
        meter::StateRecord again{};
        encode(state, again);
        constexpr std::size_t up_to_the_digest = 1610;
        base::ensure(std::ranges::equal(std::span{again}.first(up_to_the_digest),
                                        std::span{record}.first(up_to_the_digest)));
        meter::StateRecord once_more{};
        base::ensure(meter::decode_state(again, state).has_value());
        encode(state, once_more);
        base::ensure(once_more == again);
    }
    return 0;
}
