// What an office tells about its master keys: without people, since nothing leaves or changes.
#pragma once

#include <filesystem>

#include "apps/office_directory.h"

namespace apps {

// Every key of the token and of the books, with its ceremonies.
[[nodiscard]] OrComplaint<void> list_masters(const std::filesystem::path& data);

// How many meters have which version, how far a roll-over is, and what keys were used for.
[[nodiscard]] OrComplaint<void> tell_key_status(const std::filesystem::path& data);

}  // namespace apps
