// What the meter says to people, in their language.
#pragma once

#include <string>
#include <string_view>

#include "boards/host/control_answer.h"
#include "boards/host/face/hand_error.h"
#include "boards/host/meter_power.h"
#include "meter/credit/parameters.h"
#include "meter/credit/reason.h"
#include "meter/display/frame.h"
#include "meter/display/segments.h"
#include "meter/events/event.h"
#include "meter/self_test/fault.h"
#include "meter/terminal/insertion_result.h"

namespace boards {

// What to do while the supply is off.
[[nodiscard]] std::string_view text_of(meter::Advice advice, meter::Language language);
[[nodiscard]] std::string_view text_of(meter::InsertionResult result, meter::Language language);
[[nodiscard]] std::string_view text_of(meter::Page page, meter::Language language);
[[nodiscard]] std::string_view text_of(meter::Sign sign, meter::Language language);
[[nodiscard]] std::string_view text_of(meter::Action action, meter::Language language);
// What the customer does next; the texts above say what happened.
[[nodiscard]] std::string_view what_next(meter::InsertionResult result, meter::Language language);
// Why the supply is off.
[[nodiscard]] std::string_view text_of(const meter::ReasonRule& rule, meter::Language language);
// How it comes back.
[[nodiscard]] std::string_view way_back(const meter::ReasonRule& rule, meter::Language language);
[[nodiscard]] std::string_view text_of(const meter::FaultName& fault, meter::Language language);
[[nodiscard]] std::string_view text_of(const meter::EventName& event, meter::Language language);
// Why the face does not do what was asked for.
[[nodiscard]] std::string_view text_of(HandError error, meter::Language language);
// Why nothing may be seen at the meter; empty where it has mains.
[[nodiscard]] std::string_view text_of(MeterPower power, meter::Language language);
[[nodiscard]] std::string_view supply_text(bool is_closed, meter::Language language);
// How fast time passes.
[[nodiscard]] std::string pace_text(const Pace& pace, meter::Language language);
// How an insertion ended, with its code where it failed.
[[nodiscard]] std::string insertion_text(meter::InsertionResult result, meter::Language language);

}  // namespace boards
