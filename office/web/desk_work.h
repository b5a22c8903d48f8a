// An answer that takes the card in a desk's reader.
#pragma once

#include <string_view>

#include "office/web/answers.h"
#include "office/web/call.h"

namespace office {

// Answers with what `work` brings about with the card at `desk`.
template <typename Work>
[[nodiscard]] HttpResponse with_card_at(Counter& counter, std::string_view desk, int status,
                                        Work work) {
    const auto session = counter.desks.open_session(desk);
    if (!session) {
        return to_response(problem_of(session.error()));
    }
    const auto result = work(**session);
    if (!result) {
        return to_response(problem_of(result.error()));
    }
    return json_response(status, to_json(*result));
}

}  // namespace office
