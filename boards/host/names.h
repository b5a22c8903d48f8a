// What JSON and logs call the parts of a display frame.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "boards/host/meter_power.h"
#include "meter/credit/reason.h"
#include "meter/display/frame.h"
#include "meter/display/segments.h"

namespace boards {

inline constexpr std::array<std::pair<meter::Sign, std::string_view>, meter::sign_count> sign_names{
    {
        {meter::Sign::supply_open, "supply_open"},
        {meter::Sign::alarm, "alarm"},
        {meter::Sign::overdrawn, "overdrawn"},
        {meter::Sign::card, "card"},
        {meter::Sign::clock_not_trusted, "clock_not_trusted"},
        {meter::Sign::reversed, "reversed"},
        {meter::Sign::tampering, "tampering"},
        {meter::Sign::leakage, "leakage"},
        {meter::Sign::overload, "overload"},
        {meter::Sign::voltage, "voltage"},
        {meter::Sign::battery_low, "battery_low"},
        {meter::Sign::fault, "fault"},
    }};

inline constexpr std::array<std::pair<meter::Action, std::string_view>, meter::action_count>
    action_names{{
        {meter::Action::insert_card, "insert_card"},
        {meter::Action::buy, "buy"},
        {meter::Action::see_office, "see_office"},
        {meter::Action::wait, "wait"},
        {meter::Action::use_less, "use_less"},
        {meter::Action::press_reset, "press_reset"},
        {meter::Action::press_on, "press_on"},
    }};

[[nodiscard]] constexpr std::string_view name_of(MeterPower power) {
    switch (power) {
        case MeterPower::mains:
            return "mains";
        case MeterPower::reserve:
            return "reserve";
        case MeterPower::nothing:
            return "nothing";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name_of(meter::Page page) {
    switch (page) {
        case meter::Page::card_at_work:
            return "card_at_work";
        case meter::Page::insertion_result:
            return "insertion_result";
        case meter::Page::ordered_total:
            return "ordered_total";
        case meter::Page::purchases:
            return "purchases";
        case meter::Page::last_purchase:
            return "last_purchase";
        case meter::Page::consumed_total:
            return "consumed_total";
        case meter::Page::remaining:
            return "remaining";
        case meter::Page::power:
            return "power";
        case meter::Page::voltage:
            return "voltage";
        case meter::Page::current:
            return "current";
        case meter::Page::frequency:
            return "frequency";
        case meter::Page::exported_total:
            return "exported_total";
        case meter::Page::without_voltage:
            return "without_voltage";
        case meter::Page::calibration:
            return "calibration";
        case meter::Page::program:
            return "program";
        case meter::Page::open_reason:
            return "open_reason";
        case meter::Page::fault:
            return "fault";
        case meter::Page::segment_test:
            return "segment_test";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name_of(meter::Unit unit) {
    switch (unit) {
        case meter::Unit::none:
            return "";
        case meter::Unit::kilowatt_hours:
            return "kWh";
        case meter::Unit::kilowatts:
            return "kW";
        case meter::Unit::volts:
            return "V";
        case meter::Unit::amperes:
            return "A";
        case meter::Unit::hertz:
            return "Hz";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name_of(meter::Advice advice) {
    switch (advice) {
        case meter::Advice::none:
            return "none";
        case meter::Advice::contact_office:
            return "contact_office";
        case meter::Advice::insert_card:
            return "insert_card";
        case meter::Advice::buy_energy:
            return "buy_energy";
        case meter::Advice::reduce_load_and_insert_card:
            return "reduce_load_and_insert_card";
        case meter::Advice::wait_and_insert_card:
            return "wait_and_insert_card";
        case meter::Advice::press_reset_button:
            return "press_reset_button";
        case meter::Advice::wait_and_press_reset_button:
            return "wait_and_press_reset_button";
        case meter::Advice::press_on_button:
            return "press_on_button";
        case meter::Advice::wait_for_voltage:
            return "wait_for_voltage";
    }
    return {};
}

}  // namespace boards
