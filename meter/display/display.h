// Which page the display shows: pages in turn, the pages of an insertion, or the remaining energy
// for as long as the customer must not overlook it.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "base/fixed_vector.h"
#include "meter/display/frame.h"
#include "meter/state.h"

namespace meter {

using InsertionPages = base::FixedVector<Frame, 6>;

// What is shown after an insertion, in turn. A failure that changed nothing shows its code only.
[[nodiscard]] InsertionPages insertion_pages(const State& state, InsertionResult result);

class Display {
 public:
    // A card is being worked on, until show_insertion().
    void show_card_at_work();
    // Begins the pages of an insertion.
    void show_insertion(InsertionResult result);
    // Lets time pass: the page changes after the page time.
    void advance(const State& state, std::chrono::milliseconds elapsed);

    // `power` is what flows now.
    [[nodiscard]] Frame frame(const State& state, base::Milliwatts power) const;

 private:
    [[nodiscard]] std::size_t page_count(const State& state) const;

    bool card_at_work_ = false;
    std::optional<InsertionResult> insertion_;
    std::size_t page_ = 0;  // of the insertion's pages, else of the pages in turn
    std::chrono::milliseconds shown_for_{0};
};

}  // namespace meter
