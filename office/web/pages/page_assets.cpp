#include "office/web/pages/page_assets.h"

#include <algorithm>
#include <array>

#include "office/web/secret.h"

// Put into the program by assets.S.
extern "C" {
extern const char tallywatt_office_style[];
extern const char tallywatt_office_style_end[];
extern const char tallywatt_office_icon[];
extern const char tallywatt_office_icon_end[];
extern const char tallywatt_office_htmx[];
extern const char tallywatt_office_htmx_end[];
extern const char tallywatt_office_pico[];
extern const char tallywatt_office_pico_end[];
extern const char tallywatt_office_uplot_script[];
extern const char tallywatt_office_uplot_script_end[];
extern const char tallywatt_office_uplot_style[];
extern const char tallywatt_office_uplot_style_end[];
extern const char tallywatt_office_history[];
extern const char tallywatt_office_history_end[];
extern const char tallywatt_office_openapi[];
extern const char tallywatt_office_openapi_end[];
extern const char tallywatt_office_statistics[];
extern const char tallywatt_office_statistics_end[];
}

namespace office {
namespace {

struct Asset {
    std::string_view path;
    std::string_view type;
    std::string_view content;
    std::string version;
};

Asset asset(std::string_view path, std::string_view type, const char* start, const char* end) {
    const std::string_view content{start, static_cast<std::size_t>(end - start)};
    constexpr std::size_t version_digits = 16;
    return {path, type, content, to_hex(secret_hash(content)).substr(0, version_digits)};
}

const std::array<Asset, 10>& assets() {
    static const std::array all{
        asset("/style.css", "text/css; charset=utf-8", tallywatt_office_style,
              tallywatt_office_style_end),
        asset("/pico.css", "text/css; charset=utf-8", tallywatt_office_pico,
              tallywatt_office_pico_end),
        asset("/htmx.js", "text/javascript; charset=utf-8", tallywatt_office_htmx,
              tallywatt_office_htmx_end),
        asset("/uplot.js", "text/javascript; charset=utf-8", tallywatt_office_uplot_script,
              tallywatt_office_uplot_script_end),
        asset("/uplot.css", "text/css; charset=utf-8", tallywatt_office_uplot_style,
              tallywatt_office_uplot_style_end),
        asset("/history.js", "text/javascript; charset=utf-8", tallywatt_office_history,
              tallywatt_office_history_end),
        asset("/openapi.json", "application/json", tallywatt_office_openapi,
              tallywatt_office_openapi_end),
        asset("/statistics.js", "text/javascript; charset=utf-8", tallywatt_office_statistics,
              tallywatt_office_statistics_end),
        asset("/icon.svg", "image/svg+xml", tallywatt_office_icon, tallywatt_office_icon_end),
        asset("/favicon.ico", "image/svg+xml", tallywatt_office_icon, tallywatt_office_icon_end),
    };
    return all;
}

}  // namespace

std::optional<HttpResponse> page_asset(std::string_view path) {
    const auto found = std::ranges::find(assets(), path, &Asset::path);
    if (found == assets().end()) {
        return std::nullopt;
    }
    HttpResponse response{.status = 200,
                          .content_type = std::string{found->type},
                          .body = std::string{found->content},
                          .headers = {}};
    // Pages ask for their files by version; a program asks for the document by its name alone.
    if (found->path != "/openapi.json") {
        response.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
    }
    return response;
}

std::string asset_address(std::string_view path) {
    const auto found = std::ranges::find(assets(), path, &Asset::path);
    return std::string{path} + (found == assets().end() ? "" : "?v=" + found->version);
}

}  // namespace office
