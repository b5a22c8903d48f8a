#include "office/domain/office_address.h"

#include <algorithm>

namespace office {

std::optional<OfficeAddress> parse_office_address(std::string_view url) {
    const auto transport = url.starts_with("https://") ? Transport::tls : Transport::plain;
    const std::string_view scheme = transport == Transport::tls ? "https://" : "http://";
    if (!url.starts_with(scheme)) {
        return std::nullopt;
    }
    url.remove_prefix(scheme.size());
    if (url.ends_with('/')) {
        url.remove_suffix(1);
    }
    const std::size_t colon = url.rfind(':');
    const std::string_view host = url.substr(0, colon);
    const std::string_view port = colon != std::string_view::npos ? url.substr(colon + 1)
                                  : transport == Transport::tls   ? "443"
                                                                  : "80";
    const bool is_port = !port.empty() && port.size() <= 5 &&
                         std::ranges::all_of(port, [](char c) { return '0' <= c && c <= '9'; });
    if (host.empty() || host.find('/') != std::string_view::npos || !is_port) {
        return std::nullopt;
    }
    return OfficeAddress{
        .transport = transport, .host = std::string{host}, .port = std::string{port}};
}

}  // namespace office
