// Which page the display shows: pages in turn, the pages of an insertion, those that the display
// button asks for, or the remaining energy for as long as the customer must not overlook it.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "base/fixed_vector.h"
#include "meter/display/frame.h"
#include "meter/measurement.h"
#include "meter/self_test/own_digests.h"
#include "meter/state.h"

namespace meter {

using InsertionPages = base::FixedVector<Frame, 6>;

// What is shown after an insertion, in turn. A failure that changed nothing shows its code only.
[[nodiscard]] InsertionPages insertion_pages(const State& state, InsertionResult result);

class Display {
 public:
    static constexpr std::chrono::seconds segment_test_time{2};
    static constexpr std::chrono::seconds browsing_time{30};  // after the last press

    // All segments at once, for the segment test time; also at the beginning of each day, UTC.
    void show_all_segments();
    // A card is being worked on, until show_insertion().
    void show_card_at_work();
    // Begins the pages of an insertion; after maintenance with the segment test.
    void show_insertion(InsertionResult result);
    // The display button: the first of all pages, then the one after it.
    void press_button();
    // Lets time pass: the page changes after the page time.
    void advance(const State& state, std::chrono::milliseconds elapsed);

    [[nodiscard]] Frame frame(const State& state, const Measurement& measured,
                              const OwnDigests& own) const;

 private:
    [[nodiscard]] Frame page(const State& state, const Measurement& measured,
                             const OwnDigests& own) const;
    [[nodiscard]] std::size_t page_count(const State& state) const;
    void turn_pages(const State& state, std::chrono::milliseconds elapsed);

    bool card_at_work_ = false;
    std::optional<InsertionResult> insertion_;
    std::size_t page_ = 0;  // of the insertion's pages, else of the pages in turn
    std::chrono::milliseconds shown_for_{0};
    std::optional<std::size_t> browsed_;  // the page that the button asked for
    std::chrono::milliseconds browsing_left_{0};
    std::chrono::milliseconds testing_left_{0};
    std::optional<std::chrono::sys_days> day_;
};

}  // namespace meter
