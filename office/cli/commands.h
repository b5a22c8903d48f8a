// The words of the command line and what each asks of the office.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace office {

// The columns of a list for people: the member of each item and its heading.
struct Column {
    std::string_view member;
    std::string_view heading;
};

// What a command asks of the office and how its answer is told to people.
struct Ask {
    std::string target;
    std::optional<std::string> body;  // of a POST: JSON
    std::vector<Column> columns;      // of a list; without any the answer is told line by line
};

// Adds the commands to `app`. The one that is given puts what it asks into `ask`; what is returned
// holds their values and outlives the parsing.
[[nodiscard]] std::shared_ptr<const void> add_commands(CLI::App& app, Ask& ask);

}  // namespace office
