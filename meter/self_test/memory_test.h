// Whether memory holds what is written to it.
#pragma once

#include <cstdint>
#include <span>

namespace meter {

// Turns every bit of `words` over, one word after the other, and back again in the other order, so
// that a bit that sticks and a word that answers for another are both found. Afterwards `words` are
// what they were; nobody else may use them meanwhile.
[[nodiscard]] bool memory_holds(std::span<volatile std::uint32_t> words);

}  // namespace meter
