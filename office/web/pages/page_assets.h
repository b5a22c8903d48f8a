// The files that the pages need, embedded in the program.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "office/web/http_message.h"

namespace office {

// The file at this path, to be kept by the browser as long as it likes: its address in the pages
// names its content. Nothing where there is none.
[[nodiscard]] std::optional<HttpResponse> page_asset(std::string_view path);

// The address of such a file with its content's digest: "/style.css?v=1f2e3d4c5b6a7988".
[[nodiscard]] std::string asset_address(std::string_view path);

}  // namespace office
