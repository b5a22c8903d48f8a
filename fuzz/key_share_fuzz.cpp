// Any bytes as a key share: refused, or read, written and read back the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/ensure.h"
#include "office/domain/key_share.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto share =
        office::parse_key_share(std::string_view{reinterpret_cast<const char*>(data), size});
    if (share) {
        base::ensure(office::parse_key_share(office::to_text(*share)) == share);
    }
    return 0;
}
