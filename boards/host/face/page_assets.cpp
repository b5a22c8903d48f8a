#include "boards/host/face/page_assets.h"

#include "boards/host/face/lcd_drawing.h"

// Made by web/assets.S.
extern "C" {
extern const char tallywatt_face_page[];
extern const char tallywatt_face_page_end[];
extern const char tallywatt_face_style[];
extern const char tallywatt_face_style_end[];
extern const char tallywatt_face_script[];
extern const char tallywatt_face_script_end[];
extern const char tallywatt_face_words[];
extern const char tallywatt_face_words_end[];
extern const char tallywatt_face_icon[];
extern const char tallywatt_face_icon_end[];
extern const char tallywatt_uplot_script[];
extern const char tallywatt_uplot_script_end[];
extern const char tallywatt_uplot_style[];
extern const char tallywatt_uplot_style_end[];
}

namespace boards {
namespace {

std::string text_between(const char* begin, const char* end) {
    return {begin, end};
}

std::string with(std::string text, std::string_view mark, std::string_view content) {
    const std::size_t place = text.find(mark);
    return text.replace(place, mark.size(), content);
}

std::string page(meter::Language language) {
    const std::string text = text_between(tallywatt_face_page, tallywatt_face_page_end);
    return with(with(text, "<!-- lcd -->", lcd_elements({})), "{{language}}",
                language == meter::Language::chinese ? "zh" : "en");
}

}  // namespace

std::optional<PageAsset> page_asset(std::string_view path, meter::Language language) {
    if (path == "/") {
        return PageAsset{"text/html; charset=utf-8", page(language)};
    }
    if (path == "/face.css") {
        return PageAsset{"text/css", text_between(tallywatt_face_style, tallywatt_face_style_end)};
    }
    if (path == "/face.js") {
        return PageAsset{"text/javascript",
                         text_between(tallywatt_face_script, tallywatt_face_script_end)};
    }
    if (path == "/words.js") {
        return PageAsset{"text/javascript",
                         text_between(tallywatt_face_words, tallywatt_face_words_end)};
    }
    if (path == "/icon.svg" || path == "/favicon.ico") {
        return PageAsset{"image/svg+xml",
                         text_between(tallywatt_face_icon, tallywatt_face_icon_end)};
    }
    if (path == "/uplot.js") {
        return PageAsset{"text/javascript",
                         text_between(tallywatt_uplot_script, tallywatt_uplot_script_end)};
    }
    if (path == "/uplot.css") {
        return PageAsset{"text/css",
                         text_between(tallywatt_uplot_style, tallywatt_uplot_style_end)};
    }
    return std::nullopt;
}

}  // namespace boards
