#include "office/web/router.h"

#include <algorithm>

namespace office {
namespace {

// Takes the part up to the next slash off the front.
std::string_view next_part(std::string_view& path) {
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), part.size() + 1));
    return part;
}

}  // namespace

std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
    std::vector<std::string> arguments;
    if (std::ranges::count(pattern, '/') != std::ranges::count(path, '/')) {
        return std::nullopt;
    }
    while (!pattern.empty() || !path.empty()) {
        const std::string_view wanted = next_part(pattern);
        const std::string_view given = next_part(path);
        if (!wanted.starts_with('{')) {
            if (wanted != given) {
                return std::nullopt;
            }
        } else if (given.empty()) {
            return std::nullopt;
        } else {
            arguments.emplace_back(given);
        }
    }
    return arguments;
}

}  // namespace office
