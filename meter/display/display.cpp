#include "meter/display/display.h"

#include <array>
#include <utility>

#include "meter/credit/supply_rules.h"
#include "meter/terminal/order_acceptance.h"

namespace meter {
namespace {

constexpr std::array<Page, 4> pages_in_turn{Page::remaining, Page::power, Page::consumed_total,
                                            Page::ordered_total};
constexpr std::array<Page, 5> pages_after_insertion{Page::ordered_total, Page::purchases,
                                                    Page::last_purchase, Page::consumed_total,
                                                    Page::remaining};

Signs signs_of(const State& state) {
    Signs signs;
    signs.set(Sign::supply_open, !state.reasons.is_empty());
    signs.set(Sign::alarm, state.opened && state.alarm);
    signs.set(Sign::overdrawn, state.account.remaining().is_negative());
    signs.set(Sign::clock_not_trusted, !state.clock_trusted);
    return signs;
}

Frame blank_frame(const State& state, Page page) {
    return {.page = page,
            .text = {},
            .unit = Unit::none,
            .signs = signs_of(state),
            .advice = advice(state)};
}

Frame result_frame(const State& state, InsertionResult result) {
    Frame frame = blank_frame(state, Page::insertion_result);
    frame.text = result_text(result);
    return frame;
}

Frame energy_frame(const State& state, Page page, base::WattHours energy) {
    Frame frame = blank_frame(state, page);
    frame.text = kilowatt_hours_text(energy);
    frame.unit = Unit::kilowatt_hours;
    return frame;
}

Frame page_frame(const State& state, Page page, base::Milliwatts power) {
    const OrderedFigures& ordered = state.account.ordered();
    Frame frame = blank_frame(state, page);
    switch (page) {
        case Page::ordered_total:
            return energy_frame(state, page, ordered.ordered_total);
        case Page::last_purchase:
            return energy_frame(state, page, ordered.last_purchase);
        case Page::consumed_total:
            return energy_frame(state, page, base::watt_hours_up(state.account.consumed_total()));
        case Page::remaining:
            return energy_frame(state, page, state.account.remaining_watt_hours());
        case Page::purchases:
            frame.text = count_text(ordered.purchases);
            return frame;
        case Page::power:
            frame.text = kilowatts_text(power);
            frame.unit = Unit::kilowatts;
            return frame;
        case Page::card_at_work:
            frame.text.append(std::span<const char>{std::string_view{"CArd"}});
            frame.signs.set(Sign::card, true);
            return frame;
        case Page::insertion_result:
            return frame;
    }
    std::unreachable();
}

// Rule 1 and every open supply: nothing but the remaining energy.
bool stays_on_remaining(const State& state) {
    return state.alarm || !state.reasons.is_empty();
}

}  // namespace

InsertionPages insertion_pages(const State& state, InsertionResult result) {
    InsertionPages pages;
    pages.push_back(result_frame(state, result));
    if (is_reported(result) || result == InsertionResult::report_not_written) {
        for (const Page page : pages_after_insertion) {
            pages.push_back(page_frame(state, page, {}));
        }
    }
    return pages;
}

void Display::show_card_at_work() {
    card_at_work_ = true;
}

void Display::show_insertion(InsertionResult result) {
    card_at_work_ = false;
    insertion_ = result;
    page_ = 0;
    shown_for_ = {};
}

void Display::advance(const State& state, std::chrono::milliseconds elapsed) {
    shown_for_ += elapsed;
    while (shown_for_ >= state.parameters.page_time) {
        shown_for_ -= state.parameters.page_time;
        if (++page_ >= page_count(state)) {
            page_ = 0;
            insertion_.reset();
        }
    }
}

std::size_t Display::page_count(const State& state) const {
    return insertion_ ? insertion_pages(state, *insertion_).size() : pages_in_turn.size();
}

Frame Display::frame(const State& state, base::Milliwatts power) const {
    if (card_at_work_) {
        return page_frame(state, Page::card_at_work, power);
    }
    if (insertion_) {
        return insertion_pages(state, *insertion_)[page_];
    }
    if (stays_on_remaining(state)) {
        return page_frame(state, Page::remaining, power);
    }
    return page_frame(state, pages_in_turn[page_], power);
}

}  // namespace meter
