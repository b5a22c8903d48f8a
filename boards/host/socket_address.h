// HOST:PORT as people write it, for the sockets that a meter listens on.
#pragma once

#include <netinet/in.h>

#include <optional>
#include <string>
#include <string_view>

namespace boards {

// HOST is an IPv4 address or localhost; nothing for anything else.
[[nodiscard]] std::optional<sockaddr_in> parse_address(std::string_view text);
[[nodiscard]] std::string text_of(const sockaddr_in& address);

// Whether only programs of this machine can reach it.
[[nodiscard]] bool is_loopback(const sockaddr_in& address);

}  // namespace boards
