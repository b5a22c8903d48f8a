// "tallywatt-office key ...": the command line of the ceremonies.
#pragma once

#include "apps/office_directory.h"

namespace CLI {
class App;
}

namespace apps {

// Adds the command; when it is given, its outcome is in `result`, which outlives `app`.
void add_key_commands(CLI::App& app, OrComplaint<void>& result);

}  // namespace apps
