// Why a file could not be used, for a person: what was tried, on which file, and why it failed.
#pragma once

#include <string>

namespace boards {

struct FileError {
    std::string text;
};

}  // namespace boards
