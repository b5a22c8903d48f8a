// A meter's parameter set as fields of a request.
#pragma once

#include "card/parameters.h"
#include "office/web/json_fields.h"

namespace office {

// A set is whole: what is left out has the value of a meter that nobody has set. Only form is
// refused here; ranges are the domain's.
[[nodiscard]] card::Parameters take_parameters(JsonFields& fields);

}  // namespace office
