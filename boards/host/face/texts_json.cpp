#include "boards/host/face/texts_json.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

#include "boards/host/face/meanings.h"
#include "boards/host/face/texts.h"
#include "boards/host/names.h"

namespace boards {
namespace {

using Json = nlohmann::ordered_json;

Json texts_of(meter::Language language) {
    Json texts;
    const auto add = [&texts](const char* kind, std::string_view name, std::string_view text) {
        texts[kind][std::string{name}] = text;
    };
    for (const auto& [sign, name] : sign_names) {
        add("sign", name, text_of(sign, language));
        add("sign_meaning", name, meaning_of(sign, language));
    }
    for (std::size_t i = 0; i < meter::page_count; ++i) {
        const auto page = static_cast<meter::Page>(i);
        add("page", name_of(page), text_of(page, language));
        add("page_meaning", name_of(page), meaning_of(page, language));
    }
    for (const auto& [result, name] : meter::insertion_result_names) {
        add("result", name, text_of(result, language));
        add("what_next", name, what_next(result, language));
    }
    for (const auto& [action, name] : action_names) {
        add("action", name, text_of(action, language));
    }
    for (const meter::ReasonRule& rule : meter::reason_rules) {
        add("reason", rule.name, text_of(rule, language));
        add("way_back", rule.name, way_back(rule, language));
    }
    for (std::size_t i = 0; i < meter::advice_count; ++i) {
        const auto advice = static_cast<meter::Advice>(i);
        add("advice", name_of(advice), text_of(advice, language));
    }
    for (const meter::FaultName& fault : meter::fault_names) {
        add("fault", fault.name, text_of(fault, language));
    }
    for (const MeterPower power : {MeterPower::mains, MeterPower::reserve, MeterPower::nothing}) {
        add("runs_on", name_of(power), text_of(power, language));
    }
    for (const auto& [error, name] : hand_error_names) {
        add("hand_error", name, text_of(error, language));
    }
    for (const meter::EventName& event : meter::event_names) {
        add("event", event.name, text_of(event, language));
    }
    return texts;
}

}  // namespace

std::string texts_json() {
    return Json{{"en", texts_of(meter::Language::english)},
                {"zh", texts_of(meter::Language::chinese)}}
        .dump();
}

}  // namespace boards
