#include "office/domain/text.h"

#include "office/domain/commands.h"

namespace office {

std::optional<Refusal> refused_name(std::string_view name) {
    if (name.find_first_not_of(' ') == std::string_view::npos) {
        return Refusal::name_empty;
    }
    return refused_text(name);
}

std::optional<Refusal> refused_text(std::string_view text) {
    if (text.size() > longest_text) {
        return Refusal::text_too_long;
    }
    return std::nullopt;
}

}  // namespace office
