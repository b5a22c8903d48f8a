// What the pages say about what happens to an account after it was opened.
#pragma once

#include <string_view>

#include "office/web/pages/page_text.h"

namespace office {

struct AccountText {
    std::string_view account;
    std::string_view exchange;
    std::string_view exchange_note;
    std::string_view new_meter;
    std::string_view used_since;
    std::string_view ask_exchange;
    std::string_view carried_in;
};

[[nodiscard]] const AccountText& account_text(Language language);

}  // namespace office
