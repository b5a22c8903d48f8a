// Every "no" of the API: an RFC 9457 problem with a stable snake_case code. One table per family of
// reasons; docs/formats/http.md lists them all.
#pragma once

#include <string>
#include <string_view>

#include "office/domain/card_work.h"
#include "office/domain/outcomes.h"
#include "office/domain/store.h"
#include "office/web/http_message.h"
#include "office/web/json_fields.h"

namespace office {

struct Problem {
    int status = 400;
    std::string_view code;   // stable
    std::string_view title;  // one sentence, the same for every occurrence
    std::string detail;      // this occurrence, where there is more to say
    std::string field;       // the field of the request to blame, if it is one
};

[[nodiscard]] HttpResponse to_response(const Problem& problem);

[[nodiscard]] Problem problem_of(const FieldError& error);
[[nodiscard]] Problem problem_of(Refusal refusal);
[[nodiscard]] Problem problem_of(CardProblem problem);
[[nodiscard]] Problem problem_of(const CardFailure& failure);
// The detail stays in the office's log: it names files.
[[nodiscard]] Problem problem_of(const StoreError& error);
// What HTTP itself refuses: 400, 404, 405, 408, 413, 431, 503 and others.
[[nodiscard]] Problem transport_problem(int status);

namespace problems {
inline constexpr std::string_view content_type = "application/problem+json";
[[nodiscard]] Problem not_signed_in();                 // 401: no token, or one that is not known
[[nodiscard]] Problem not_permitted();                 // 403
[[nodiscard]] Problem not_found();                     // 404: no such address
[[nodiscard]] Problem unknown(std::string_view what);  // 404: no such thing
[[nodiscard]] Problem id_missing();                    // 400: no Idempotency-Key, or not a UUID
[[nodiscard]] Problem desk_not_connected();            // 409
[[nodiscard]] Problem desk_busy();                     // 409
}  // namespace problems

}  // namespace office
