// The words of the meter for its page, in both languages.
#pragma once

#include <string>

namespace boards {

// One JSON object: by language, kind of name, and name, what people read. Every name that
// live_state() may tell is in it.
[[nodiscard]] std::string texts_json();

}  // namespace boards
