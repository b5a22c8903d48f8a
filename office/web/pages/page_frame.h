// What all pages share: the document around their content, languages, redirections.
#pragma once

#include <string>
#include <string_view>

#include "office/web/http_message.h"
#include "office/web/pages/page_text.h"
#include "office/web/pages/page_visit.h"
#include "office/web/problem.h"

namespace office {

// ?lang=en or zh chooses and is remembered in a cookie; before that the browser's language holds.
[[nodiscard]] Language language_of(const HttpRequest& request);

// The whole document around `content`, with the way to the office's other pages.
[[nodiscard]] HttpResponse page_document(int status, const PageVisit& visit,
                                         std::string_view content);
// The same for somebody who is not signed in.
[[nodiscard]] HttpResponse page_document(int status, const HttpRequest& request,
                                         std::string_view content);
// A piece of a page, for htmx.
[[nodiscard]] HttpResponse page_part(std::string content);

[[nodiscard]] HttpResponse redirect(std::string to);
// To a person who sent a form, or to htmx.
[[nodiscard]] HttpResponse redirect(const PageVisit& visit, std::string to);

// A page that says what went wrong and nothing else.
[[nodiscard]] HttpResponse problem_page(const PageVisit& visit, const Problem& problem);

// A cookie for this office alone; over TLS only where the request came over TLS.
[[nodiscard]] std::string cookie_header(const HttpRequest& request, std::string_view name,
                                        std::string_view value, std::string_view lifetime);

}  // namespace office
