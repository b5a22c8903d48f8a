// The server's log: one JSON object a line on stderr, for people and for whatever collects logs.
#pragma once

namespace apps {

// From now on. A message that is a JSON object itself has its members in the line.
void log_as_json_lines();

}  // namespace apps
