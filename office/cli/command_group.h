// The commands come in groups; each keeps the values that CLI11 writes what was given into.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "office/cli/commands.h"

namespace office {

class CommandGroup {
 public:
    virtual ~CommandGroup() = default;
    CommandGroup(const CommandGroup&) = delete;
    CommandGroup& operator=(const CommandGroup&) = delete;

 protected:
    CommandGroup(CLI::App& app, Ask& ask) : app_{app}, ask_{ask} {}

    void get(std::string target) {
        ask_ = {.target = std::move(target), .body = {}, .columns = {}};
    }
    void post_json(std::string target, std::string body) {
        ask_ = {.target = std::move(target), .body = std::move(body), .columns = {}};
    }

    CLI::App& app_;  // what each command puts what it asks into when it is given
    Ask& ask_;
};

[[nodiscard]] std::shared_ptr<const CommandGroup> list_commands(CLI::App& app, Ask& ask);
[[nodiscard]] std::shared_ptr<const CommandGroup> supply_commands(CLI::App& app, Ask& ask);
[[nodiscard]] std::shared_ptr<const CommandGroup> adjustment_commands(CLI::App& app, Ask& ask);
[[nodiscard]] std::shared_ptr<const CommandGroup> field_commands(CLI::App& app, Ask& ask);
[[nodiscard]] std::shared_ptr<const CommandGroup> counter_commands(CLI::App& app, Ask& ask);

}  // namespace office
