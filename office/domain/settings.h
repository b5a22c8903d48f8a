// What an office is set up with, once.
#pragma once

#include <string>

#include "card/identifiers.h"

namespace office {

struct Settings {
    card::OfficeId office{};
    std::string name;
    std::string currency;   // ISO 4217, three capital letters; one per office, for ever
    std::string time_zone;  // a name of the tz database, for example Europe/Paris
};

}  // namespace office
