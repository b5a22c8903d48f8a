#include "office/web/http_message.h"

#include <charconv>

namespace office {

std::string_view HttpRequest::header(std::string_view name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

std::optional<std::string_view> HttpRequest::parameter(std::string_view name) const {
    const auto found = query.find(name);
    if (found == query.end()) {
        return std::nullopt;
    }
    return found->second;
}

std::optional<std::string> percent_decoded(std::string_view text, PlusSign plus) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == PlusSign::blank) {
            decoded.push_back(' ');
        } else if (text[i] != '%') {
            decoded.push_back(text[i]);
        } else {
            const std::string_view digits = text.substr(i + 1, 2);
            unsigned value = 0;
            const auto [end, error] =
                std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
            if (digits.size() != 2 || error != std::errc{} ||
                end != digits.data() + digits.size() || value == 0) {
                return std::nullopt;
            }
            decoded.push_back(static_cast<char>(value));
            i += 2;
        }
    }
    return decoded;
}

std::optional<std::map<std::string, std::string, std::less<>>> decoded_form(std::string_view text) {
    std::map<std::string, std::string, std::less<>> fields;
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        const std::size_t equals = pair.find('=');
        const auto name = percent_decoded(pair.substr(0, equals), PlusSign::blank);
        const auto value = percent_decoded(
            equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1),
            PlusSign::blank);
        if (!name || !value) {
            return std::nullopt;
        }
        fields.insert_or_assign(*name, *value);
    }
    return fields;
}

std::string_view cookie_value(std::string_view cookie_header, std::string_view name) {
    while (!cookie_header.empty()) {
        std::string_view pair = cookie_header.substr(0, cookie_header.find(';'));
        cookie_header.remove_prefix(std::min(cookie_header.size(), pair.size() + 1));
        pair.remove_prefix(std::min(pair.size(), pair.find_first_not_of(' ')));
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
            return pair.substr(equals + 1);
        }
    }
    return {};
}

}  // namespace office
