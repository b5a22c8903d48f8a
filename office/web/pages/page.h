// The pages for people, in English or Chinese: the counter, and an overview of the office. They
// work without scripts; with htmx the card on the reader is found and amounts are quoted while they
// are typed. Behind a sign-in by name and password.
#pragma once

#include <string_view>

#include "office/web/call.h"
#include "office/web/http_message.h"
#include "office/web/http_server.h"
#include "office/web/sign_ins.h"

namespace office {

// Answers every address outside the API; 404 where there is no page. A form that does not carry
// its page's token is refused with 403 and has done nothing.
[[nodiscard]] HttpResponse answer_page(Counter& counter, SignIns& sign_ins,
                                       const HttpRequest& request);

// Where a page's request waits for a card.
[[nodiscard]] Lane page_lane(const HttpRequest& request);

// The pattern of the page that is asked for; empty where there is none.
[[nodiscard]] std::string_view page_route(const HttpRequest& request);

}  // namespace office
