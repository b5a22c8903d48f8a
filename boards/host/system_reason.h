// Why the last call to the operating system failed, in words.
#pragma once

#include <cerrno>
#include <string>
#include <system_error>

namespace boards {

[[nodiscard]] inline std::string system_reason() {
    return std::error_code{errno, std::generic_category()}.message();
}

}  // namespace boards
