// Where an office is: "http://HOST:PORT", as its programs take it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace office {

struct OfficeAddress {
    std::string host;
    std::string port;  // decimal
};

// Nothing for any other form. A last slash is allowed; without a port it is 80.
[[nodiscard]] std::optional<OfficeAddress> parse_office_address(std::string_view url);

}  // namespace office
