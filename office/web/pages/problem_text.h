// What went wrong, in the language of the page.
#pragma once

#include <string_view>

#include "office/web/pages/page_text.h"
#include "office/web/problem.h"

namespace office {

// One sentence, as text. A code without Chinese words is told in English.
[[nodiscard]] std::string_view problem_text(Language language, const Problem& problem);

}  // namespace office
