// A request and its answer as the office sees them, free of any HTTP library.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace office {

enum class Method : std::uint8_t { get, post, other };

struct HttpRequest {
    Method method = Method::other;
    std::string path;                                         // percent-decoded, without the query
    std::map<std::string, std::string, std::less<>> query;    // decoded; the last of a name counts
    std::map<std::string, std::string, std::less<>> headers;  // names in lower case
    std::string body;

    // The header's value, or empty where there is none. `name` in lower case.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    // The query's value, if it is there.
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

struct HttpResponse {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

// Takes "a%20b+c" for "a b+c", or nothing where an escape is not two hex digits or gives a zero
// byte. With `plus_is_blank`, as in queries and forms, "+" is a blank.
enum class PlusSign : std::uint8_t { itself, blank };
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text, PlusSign plus);

// "a=1&b=2" as pairs; nothing where an escape is wrong.
[[nodiscard]] std::optional<std::map<std::string, std::string, std::less<>>> decoded_form(
    std::string_view text);

// The value of cookie `name` in a Cookie header; empty where it is not there.
[[nodiscard]] std::string_view cookie_value(std::string_view cookie_header, std::string_view name);

}  // namespace office
