// The files of the web face, in the program itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "meter/credit/parameters.h"

namespace boards {

struct PageAsset {
    std::string_view type;
    std::string content;
};

// What stands at `path`, or nothing. `language` is that of a page that asks for no other.
[[nodiscard]] std::optional<PageAsset> page_asset(std::string_view path, meter::Language language);

}  // namespace boards
