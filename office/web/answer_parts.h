// What the answers are put together from.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "office/web/json_writer.h"

namespace office {

[[nodiscard]] inline std::string number_text(auto id) {
    return std::to_string(std::to_underlying(id));
}

// A page of `views`; `key` is what the next page's `before` counts.
template <typename View, typename Write, typename Key>
[[nodiscard]] std::string list_to_json(const std::vector<View>& views, Write write,
                                       std::uint32_t limit, Key key) {
    JsonWriter json;
    json.begin_object().name("items").begin_list();
    for (const View& view : views) {
        write(json, view);
    }
    json.end_list();
    if (!views.empty() && views.size() == limit) {
        json.member("next", key(views.back()));
    }
    json.end_object();
    return json.take();
}

inline constexpr auto no_key = [](const auto&) { return 0; };
inline constexpr std::uint32_t whole_list = 0xFFFFFFFF;  // never a full page

}  // namespace office
