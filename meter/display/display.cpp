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
constexpr std::array<Page, 13> pages_by_button{
    Page::remaining,      Page::ordered_total,  Page::purchases,       Page::last_purchase,
    Page::consumed_total, Page::power,          Page::voltage,         Page::current,
    Page::frequency,      Page::exported_total, Page::without_voltage, Page::calibration,
    Page::program};
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

Frame page_frame(const State& state, Page page, const Measurement& measured,
                 const OwnDigests& own) {
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
        case Page::exported_total:
            return energy_frame(state, page, base::watt_hours_down(state.tamper.exported.total()));
        case Page::without_voltage:
            return energy_frame(state, page,
                                base::watt_hours_up(state.tamper.without_voltage.total()));
        case Page::calibration:
            return figure_frame(state, page, digest_text(own.calibration), Unit::none);
        case Page::program:
            return figure_frame(state, page, digest_text(own.code), Unit::none);
        case Page::card_at_work: {
            Frame frame = blank_frame(state, page);
            frame.text.append(std::span<const char>{std::string_view{"CArd"}});
            frame.signs.set(Sign::card, true);
            return frame;
        }
        case Page::insertion_result:
        case Page::open_reason:
        case Page::fault:
        case Page::segment_test:
            return blank_frame(state, page);
    }
    std::unreachable();
}

std::size_t fault_count(const State& state) {
    return static_cast<std::size_t>(std::popcount(state.faults.bits()));
}

// The page of the `number`-th fault that stands, from 0.
Frame fault_frame(const State& state, std::size_t number) {
    Frame frame = blank_frame(state, Page::fault);
    for (const FaultName& each : fault_names) {
        if (state.faults.contains(each.fault) && number-- == 0) {
            frame.text = fault_text(each.fault);
            break;
        }
    }
    return frame;
}

std::size_t reason_count(const State& state) {
    return static_cast<std::size_t>(std::popcount(state.reasons.bits()));
}

// The page of the `number`-th reason that stands, from 0.
Frame reason_frame(const State& state, std::size_t number) {
    Frame frame = blank_frame(state, Page::open_reason);
    for (const ReasonRule& rule : reason_rules) {
        if (state.reasons.contains(rule.reason) && number-- == 0) {
            frame.text = reason_text(rule.reason);
            break;
        }
    }
    return frame;
}

// While nobody asks for anything: the pages in turn, or the remaining energy alone where it must
// not be overlooked; then each reason and each fault that stands.
std::span<const Page> idle_pages(const State& state) {
    const std::span<const Page> pages{pages_in_turn};
    return state.alarm || !state.reasons.is_empty() ? pages.first(1) : pages;
}

std::size_t idle_page_count(const State& state) {
    return idle_pages(state).size() + reason_count(state) + fault_count(state);
}

Frame idle_page(const State& state, std::size_t number, const Measurement& measured,
                const OwnDigests& own) {
    const auto pages = idle_pages(state);
    if (number >= pages.size()) {
        number %= idle_page_count(state);  // there may be fewer than when it was turned
    }
    if (number < pages.size()) {
        return page_frame(state, pages[number], measured, own);
    }
    number -= pages.size();
    return number < reason_count(state) ? reason_frame(state, number)
                                        : fault_frame(state, number - reason_count(state));
}

}  // namespace

InsertionPages insertion_pages(const State& state, InsertionResult result) {
    InsertionPages pages;
    pages.push_back(result_frame(state, result));
    if (is_reported(result) || result == InsertionResult::report_not_written) {
        for (const Page page : pages_after_insertion) {
            pages.push_back(page_frame(state, page, {}, {}));
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
    testing_left_ =
        result == InsertionResult::maintained ? segment_test_time : std::chrono::seconds{0};
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
    return insertion_ ? insertion_pages(state, *insertion_).size() : idle_page_count(state);
}

Frame Display::frame(const State& state, const Measurement& measured, const OwnDigests& own) const {
    Frame shown = page(state, measured, own);
    if (measured.power.is_negative()) {
        shown.signs.set(Sign::reversed, true);  // at once, before it counts as tampering
    }
    return shown;
}

Frame Display::page(const State& state, const Measurement& measured, const OwnDigests& own) const {
    if (card_at_work_) {
        return page_frame(state, Page::card_at_work, measured, own);
    }
    if (testing_left_ > std::chrono::milliseconds{0}) {
        return page_frame(state, Page::segment_test, measured, own);
    }
    if (browsed_) {
        return page_frame(state, pages_by_button[*browsed_], measured, own);
    }
    if (insertion_) {
        return insertion_pages(state, *insertion_)[page_];
    }
    return idle_page(state, page_, measured, own);
}

}  // namespace meter
