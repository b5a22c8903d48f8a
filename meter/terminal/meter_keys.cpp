#include "meter/terminal/meter_keys.h"

#include <algorithm>
#include <array>

#include "base/byte_writer.h"
#include "card/crypto/cmac.h"

namespace meter {

card::Challenge MeterKeys::challenge(std::uint64_t counter) const {
    std::array<std::uint8_t, 8> message{};
    base::ByteWriter{message}.u64(counter);
    const card::Block code = card::cmac(random_, message);
    card::Challenge challenge{};
    std::ranges::copy_n(code.begin(), challenge.size(), challenge.begin());
    return challenge;
}

}  // namespace meter
