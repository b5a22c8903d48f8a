// What went wrong, in the language of the page.
#pragma once

#include <string>

#include "office/web/pages/page_text.h"
#include "office/web/problem.h"

namespace office {

// One sentence, escaped for HTML. In Chinese the codes that the counter can meet have words of
// their own; a page without any for a code says it in English.
[[nodiscard]] std::string problem_text(Language language, const Problem& problem);

}  // namespace office
