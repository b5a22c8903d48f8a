// The page for people: customers, sales and what the cards brought back, in English or Chinese.
// Plain HTML without scripts, behind a sign-in by name and password.
#pragma once

#include "office/domain/store.h"
#include "office/web/http_message.h"
#include "office/web/sign_ins.h"

namespace office {

// Answers /, /sign-in, /sign-out, /style.css and /icon.svg; 404 for everything else.
// ?lang=en or zh chooses the language, otherwise the browser does.
[[nodiscard]] HttpResponse answer_page(const Store& store, SignIns& sign_ins,
                                       const HttpRequest& request);

}  // namespace office
