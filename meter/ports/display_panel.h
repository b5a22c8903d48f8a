// The digits and signs that the customer reads.
#pragma once

#include <concepts>

#include "meter/display/segments.h"

namespace meter {

// show() is called only when a segment has changed.
template <typename D>
concept DisplayPanel = requires(D panel, const Segments& segments) {
    { panel.show(segments) } -> std::same_as<void>;
};

}  // namespace meter
