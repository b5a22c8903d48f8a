#include "meter/display/display.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "meter/credit/supply_rules.h"
#include "meter/terminal/order_acceptance.h"

namespace meter {
namespace {

constexpr std::array<Page, 4> pages_in_turn{Page::remaining, Page::power, Page::consumed_total,
                                            Page::ordered_total};
constexpr std::array<Page, 9> pages_by_button{
    Page::remaining,     Page::ordered_total,  Page::purchases,
    Page::last_purchase, Page::consumed_total, Page::power,
    Page::voltage,       Page::current,        Page::frequency};
constexpr std::array<Page, 5> pages_after_insertion{Page::ordered_total, Page::purchases,
                                                    Page::last_purchase, Page::consumed_total,
                                                    Page::remaining};

Signs signs_of(const State& state) {
    Signs signs;
    signs.set(Sign::supply_open, !state.reasons.is_empty());
    signs.set(Sign::alarm, state.opened && state.alarm);
    signs.set(Sign::overdrawn, state.account.remaining().is_negative());
    signs.set(Sign::clock_not_trusted, !state.clock_trusted);
    signs.set(Sign::reversed, state.tamper.active.contains(TamperKind::reversed_current));
    signs.set(Sign::tampering,
              !state.tamper.active.is_empty() || state.reasons.contains(Reason::tampering));
    signs.set(Sign::leakage, state.reasons.contains(Reason::leakage));
    signs.set(Sign::overload, state.reasons.contains(Reason::power_limit));
    signs.set(Sign::voltage, state.reasons.contains(Reason::over_voltage) ||
                                 state.reasons.contains(Reason::under_voltage));
    signs.set(Sign::battery_low, state.faults.contains(Fault::clock_battery));
    signs.set(Sign::fault, !state.faults.is_empty());
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

Frame figure_frame(const State& state, Page page, const FrameText& text, Unit unit) {
    Frame frame = blank_frame(state, page);
    frame.text = text;
    frame.unit = unit;
    return frame;
}

Frame energy_frame(const State& state, Page page, base::WattHours energy) {
    return figure_frame(state, page, kilowatt_hours_text(energy), Unit::kilowatt_hours);
}

Frame page_frame(const State& state, Page page, const Measurement& measured) {
    const OrderedFigures& ordered = state.account.ordered();
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
            return figure_frame(state, page, count_text(ordered.purchases), Unit::none);
        case Page::power:
            return figure_frame(state, page, kilowatts_text(measured.power), Unit::kilowatts);
        case Page::voltage:
            return figure_frame(state, page, volts_text(measured.voltage), Unit::volts);
        case Page::current:
            return figure_frame(state, page, amperes_text(measured.phase_current), Unit::amperes);
        case Page::frequency:
            return figure_frame(state, page, hertz_text(measured.frequency), Unit::hertz);
        case Page::card_at_work: {
            Frame frame = blank_frame(state, page);
            frame.text.append(std::span<const char>{std::string_view{"CArd"}});
            frame.signs.set(Sign::card, true);
            return frame;
        }
        case Page::insertion_result:
        case Page::open_reason:
        case Page::segment_test:
            return blank_frame(state, page);
    }
    std::unreachable();
}

// The remaining energy, and each reason that stands.
std::size_t pages_while_open(const State& state) {
    return 1 + static_cast<std::size_t>(std::popcount(state.reasons.bits()));
}

Frame page_while_open(const State& state, std::size_t number, const Measurement& measured) {
    for (const ReasonRule& rule : reason_rules) {
        if (number > 0 && state.reasons.contains(rule.reason) && --number == 0) {
            Frame frame = blank_frame(state, Page::open_reason);
            frame.text = reason_text(rule.reason);
            return frame;
        }
    }
    return page_frame(state, Page::remaining, measured);
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

void Display::show_all_segments() {
    testing_left_ = segment_test_time;
}

void Display::show_card_at_work() {
    card_at_work_ = true;
    browsed_.reset();
    testing_left_ = {};
}

void Display::show_insertion(InsertionResult result) {
    card_at_work_ = false;
    browsed_.reset();
    testing_left_ = {};
    insertion_ = result;
    page_ = 0;
    shown_for_ = {};
}

void Display::press_button() {
    browsed_ = browsed_ ? (*browsed_ + 1) % pages_by_button.size() : 0;
    browsing_left_ = browsing_time;
}

void Display::advance(const State& state, std::chrono::milliseconds elapsed) {
    const auto today = std::chrono::floor<std::chrono::days>(state.seconds());
    const auto tested = std::min(elapsed, testing_left_);
    testing_left_ -= tested;
    turn_pages(state, elapsed - tested);
    if (day_ && day_ != today) {
        show_all_segments();
    }
    day_ = today;
    browsing_left_ -= std::min(elapsed, browsing_left_);
    if (browsing_left_ == std::chrono::milliseconds{0}) {
        browsed_.reset();
    }
}

void Display::turn_pages(const State& state, std::chrono::milliseconds elapsed) {
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
    if (insertion_) {
        return insertion_pages(state, *insertion_).size();
    }
    return state.reasons.is_empty() ? pages_in_turn.size() : pages_while_open(state);
}

Frame Display::frame(const State& state, const Measurement& measured) const {
    Frame shown = page(state, measured);
    shown.signs.set(Sign::reversed, measured.power.is_negative());
    return shown;
}

Frame Display::page(const State& state, const Measurement& measured) const {
    if (card_at_work_) {
        return page_frame(state, Page::card_at_work, measured);
    }
    if (testing_left_ > std::chrono::milliseconds{0}) {
        return page_frame(state, Page::segment_test, measured);
    }
    if (browsed_) {
        return page_frame(state, pages_by_button[*browsed_], measured);
    }
    if (insertion_) {
        return insertion_pages(state, *insertion_)[page_];
    }
    if (!state.reasons.is_empty()) {
        return page_while_open(state, page_, measured);
    }
    return page_frame(state, state.alarm ? Page::remaining : pages_in_turn[page_], measured);
}

}  // namespace meter
