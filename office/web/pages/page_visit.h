// One request of a person with a browser who is signed in.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "office/web/call.h"
#include "office/web/pages/page_text.h"

namespace office {

using Form = std::map<std::string, std::string, std::less<>>;

struct PageVisit {
    Counter& counter;
    const HttpRequest& request;
    std::vector<std::string> arguments;  // of the path
    UserView user;
    Language language = Language::english;
    std::string form_token;  // goes into every form; a form without it is not ours
    Form form;               // of a POST

    [[nodiscard]] const PageText& text() const { return page_text(language); }

    // What the form, or else the address, says under this name; empty where it says nothing.
    [[nodiscard]] std::string_view given(std::string_view name) const {
        if (const auto field = form.find(name); field != form.end()) {
            return field->second;
        }
        return request.parameter(name).value_or(std::string_view{});
    }

    // htmx asks for a part of a page, a person for all of it.
    [[nodiscard]] bool is_part() const { return request.header("hx-request") == "true"; }

    // The same request as the API's handlers know it, to post a command under `id`.
    [[nodiscard]] Call call(const CommandId& id) const {
        return {.request = request, .arguments = arguments, .user = user, .id = id};
    }
};

using PageHandler = HttpResponse (*)(const PageVisit&);

}  // namespace office
