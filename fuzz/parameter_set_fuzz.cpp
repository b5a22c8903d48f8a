// Parameter sets from outside: what decodes and is valid encodes to the same bytes again.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/ensure.h"
#include "card/parameter_set.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::uint8_t> bytes{data, size};
    const auto set = card::decode_parameter_set(bytes);
    if (set && card::validate(set->parameters)) {
        card::ParameterSetBytes again = card::encode(*set);
        std::ranges::copy(bytes.last(card::mac_size), again.end() - card::mac_size);
        base::ensure(std::ranges::equal(again, bytes));
        base::ensure(card::decode_parameter_set(again) == *set);
    }
    return 0;
}
