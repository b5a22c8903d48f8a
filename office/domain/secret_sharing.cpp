#include "office/domain/secret_sharing.h"

#include "base/ensure.h"

namespace office {

std::uint8_t field_product(std::uint8_t a, std::uint8_t b) {
    unsigned product = 0;
    unsigned shifted = a;
    for (unsigned bit = 0; bit < 8; ++bit) {
        // Masks instead of branches: the time must not tell what is multiplied.
        product ^= shifted & (0U - (b >> bit & 1U));
        shifted = shifted << 1 ^ (0x11BU & (0U - (shifted >> 7 & 1U)));
    }
    return static_cast<std::uint8_t>(product);
}

std::uint8_t field_inverse(std::uint8_t a) {
    // a^254, since a^255 is 1: the product of a^2, a^4 to a^128.
    std::uint8_t square = a;
    std::uint8_t inverse = 1;
    for (int power = 1; power < 8; ++power) {
        square = field_product(square, square);
        inverse = field_product(inverse, square);
    }
    return inverse;
}

std::vector<SecretPart> split_secret(const card::Key128& secret, std::uint8_t needed,
                                     std::uint8_t count,
                                     std::span<const std::uint8_t> coefficients) {
    base::ensure(needed >= 2 && needed <= count &&
                 coefficients.size() == coefficient_bytes(needed));
    std::vector<SecretPart> parts;
    for (unsigned x = 1; x <= count; ++x) {
        SecretPart part{.x = static_cast<std::uint8_t>(x), .y = {}};
        for (std::size_t byte = 0; byte < part.y.size(); ++byte) {
            std::uint8_t value = 0;
            for (std::size_t power = needed - 1U; power >= 1; --power) {
                const std::uint8_t coefficient = coefficients[16 * (power - 1) + byte];
                value = field_product(static_cast<std::uint8_t>(value ^ coefficient), part.x);
            }
            part.y[byte] = static_cast<std::uint8_t>(value ^ secret.bytes()[byte]);
        }
        parts.push_back(part);
    }
    return parts;
}

card::Key128 join_secret(std::span<const SecretPart> parts) {
    card::Block secret{};
    for (const SecretPart& part : parts) {
        // Lagrange's weight of this part at 0; minus is plus in this field.
        std::uint8_t weight = 1;
        for (const SecretPart& other : parts) {
            if (&other == &part) {
                continue;
            }
            const auto difference = static_cast<std::uint8_t>(other.x ^ part.x);
            base::ensure(difference != 0);
            weight = field_product(weight, field_product(other.x, field_inverse(difference)));
        }
        for (std::size_t byte = 0; byte < secret.size(); ++byte) {
            secret[byte] ^= field_product(part.y[byte], weight);
        }
    }
    const card::Key128 key{secret};
    card::wipe(secret);
    return key;
}

}  // namespace office
