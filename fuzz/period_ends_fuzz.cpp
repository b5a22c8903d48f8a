// Ends of days and months on a card from outside: what decodes is in range, and encodes to the same
// bytes again.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/ensure.h"
#include "card/period_ends.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::uint8_t> bytes{data, size};
    const auto record = card::decode_period_ends(bytes);
    if (record) {
        card::PeriodEndsBytes again = card::encode(*record);
        std::ranges::copy(bytes.last(card::mac_size), again.end() - card::mac_size);
        base::ensure(std::ranges::equal(again, bytes));
        base::ensure(card::decode_period_ends(again) == *record);
    }
    return 0;
}
