// What the office may set in a meter; a card brings it (card/parameter_set.h).
#pragma once

#include "card/parameters.h"
#include "meter/ratings.h"

namespace meter {

using card::Language;
using card::ParameterError;
using card::Parameters;
using card::validate;

static_assert(Parameters::largest_power_limit == rated_power);

}  // namespace meter
