// Finds what answers a path. Patterns are written like "/api/v1/meters/{meter}".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "office/web/http_message.h"

namespace office {

// The parts of `path` that stand where `pattern` has braces, or nothing where they do not match.
[[nodiscard]] std::optional<std::vector<std::string>> match(std::string_view pattern,
                                                            std::string_view path);

// A route is anything with a `method` and a `pattern`. Found: the route and the path's arguments;
// otherwise 404, or 405 where the path is known to another method.
template <typename Route>
struct RouteFound {
    const Route* route = nullptr;
    std::vector<std::string> arguments;
    int status = 404;
};

template <typename Route>
[[nodiscard]] RouteFound<Route> find_route(const std::vector<Route>& routes,
                                           const HttpRequest& request) {
    RouteFound<Route> found;
    for (const Route& route : routes) {
        if (auto arguments = match(route.pattern, request.path)) {
            if (route.method == request.method) {
                return {&route, std::move(*arguments), 200};
            }
            found.status = 405;
        }
    }
    return found;
}

}  // namespace office
