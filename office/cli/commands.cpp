#include "office/cli/commands.h"

#include <array>

#include "office/cli/command_group.h"

namespace office {

std::shared_ptr<const void> add_commands(CLI::App& app, Ask& ask) {
    using Groups = std::array<std::shared_ptr<const CommandGroup>, 5>;
    return std::make_shared<const Groups>(
        Groups{list_commands(app, ask), supply_commands(app, ask), counter_commands(app, ask),
               adjustment_commands(app, ask), field_commands(app, ask)});
}

}  // namespace office
