#include "meter/terminal/meter_keys.h"

#include <algorithm>
#include <array>

#include "base/byte_writer.h"
#include "card/crypto/cmac.h"

namespace meter {

MeterKeys::MeterKeys(const Keying& keying, const RenewedKey& renewed) : keying_{keying} {
    if (renewed.key_version > keying.key_version) {
        *this = this->renewed(renewed);
    }
}

MeterKeys MeterKeys::renewed(const RenewedKey& next) const {
    return MeterKeys{Keying{.meter = keying_.meter,
                            .key_version = next.key_version,
                            .meter_key = next.meter_key,
                            .roll_key = keying_.roll_key}};
}

std::optional<card::ChannelKeys> MeterKeys::roll() const {
    return keying_.roll_key ? std::optional{card::roll_keys(*keying_.roll_key)} : std::nullopt;
}

card::Challenge MeterKeys::challenge(std::uint64_t counter) const {
    std::array<std::uint8_t, 8> message{};
    base::ByteWriter{message}.u64(counter);
    const card::Block code = card::cmac(derived(card::random_key_block()), message);
    card::Challenge challenge{};
    std::ranges::copy_n(code.begin(), challenge.size(), challenge.begin());
    return challenge;
}

}  // namespace meter
