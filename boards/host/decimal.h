// Decimal numbers as integers of a smaller unit: "4.216" kW is 4,216,000 mW, exactly.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace boards {

// `text` times 10^`places`. Nothing for what is not digits with at most one point between them, for
// more than `places` decimals that are not zero, and for 10^15 and above.
[[nodiscard]] std::optional<std::int64_t> scaled_decimal(std::string_view text, int places);

}  // namespace boards
