// The digits and signs that the customer reads.
#pragma once

#include <concepts>

#include "meter/display/frame.h"

namespace meter {

// show() is called only when the frame has changed.
template <typename D>
concept DisplayPanel = requires(D panel, const Frame& frame) {
    { panel.show(frame) } -> std::same_as<void>;
};

}  // namespace meter
