// Where an office is: "https://HOST:PORT" or "http://HOST:PORT", as its programs take it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace office {

enum class Transport : std::uint8_t { plain, tls };

struct OfficeAddress {
    Transport transport = Transport::plain;
    std::string host;
    std::string port;  // decimal
};

// Nothing for any other form. A last slash is allowed; without a port it is 80, or 443 with TLS.
[[nodiscard]] std::optional<OfficeAddress> parse_office_address(std::string_view url);

}  // namespace office
