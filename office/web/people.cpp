#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/handlers.h"
#include "office/web/json_writer.h"
#include "office/web/password.h"
#include "office/web/requests.h"
#include "office/web/secret.h"

namespace office {
namespace {

std::string user_to_json(UserId user, bool is_repeat) {
    JsonWriter json;
    json.begin_object()
        .member("user", std::to_string(std::to_underlying(user)))
        .member("is_repeat", is_repeat)
        .end_object();
    return json.take();
}

std::string token_to_json(TokenId id, const std::string* secret) {
    JsonWriter json;
    json.begin_object().member("token_id", std::to_underlying(id));
    json.name("token");
    secret != nullptr ? json.value(*secret) : json.null();
    json.member("is_repeat", secret == nullptr).end_object();
    return json.take();
}

// A password's hash has a fresh salt, so a repeat is told by what the books hold.
HttpResponse repeat_of_user(Counter& counter, UserId user, const UserRequest& asked) {
    const auto found = counter.store.user(user);
    if (!found) {
        return to_response(problem_of(found.error()));
    }
    if (!*found || (*found)->name != asked.name || (*found)->role != asked.role ||
        !is_password(asked.password, (*found)->password_hash)) {
        return to_response(problem_of(Refusal::id_already_used));
    }
    return json_response(200, user_to_json(user, true));
}

// A token is shown once and kept hashed: a repeat can only say that it was made.
HttpResponse repeat_of_token(Counter& counter, TokenId token, UserId owner,
                             const std::string& label) {
    const auto found = counter.store.token(token);
    if (!found) {
        return to_response(problem_of(found.error()));
    }
    if (!*found || (*found)->owner != owner || (*found)->label != label) {
        return to_response(problem_of(Refusal::id_already_used));
    }
    return json_response(200, token_to_json(token, nullptr));
}

}  // namespace

HttpResponse add_user(Counter& counter, const Call& call) {
    const auto asked = decode_user(call.request.body);
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    if (!is_permitted(call.user.role, AddUser{})) {
        return to_response(problems::not_permitted());
    }
    const auto before = answer_before<NewUser>(counter, call, LedgerGroup::office);
    if (!before) {
        return before.error();
    }
    if (*before) {
        return repeat_of_user(counter, (*before)->user, *asked);
    }
    const auto posted = post<NewUser>(counter, call,
                                      AddUser{.name = asked->name,
                                              .role = asked->role,
                                              .password_hash = password_hash(asked->password)});
    if (!posted) {
        return posted.error();
    }
    return json_response(201, user_to_json(posted->answer.user, posted->is_repeat));
}

HttpResponse list_users(Counter& counter, const Call& call) {
    if (!may_audit(call.user.role)) {
        return to_response(problems::not_permitted());
    }
    return answer_query(counter.store.users(), [](const auto& users) { return to_json(users); });
}

HttpResponse add_token(Counter& counter, const Call& call) {
    const auto asked = decode_token(call.request.body);
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    if (!is_permitted(call.user.role, AddApiToken{})) {
        return to_response(problems::not_permitted());
    }
    const auto owner = counter.store.user_by_name(asked->user);
    if (!owner) {
        return to_response(problem_of(owner.error()));
    }
    if (!*owner) {
        return to_response(problem_of(Refusal::unknown_user));
    }
    const auto before = answer_before<NewToken>(counter, call, LedgerGroup::office);
    if (!before) {
        return before.error();
    }
    if (*before) {
        return repeat_of_token(counter, (*before)->token, (*owner)->user, asked->label);
    }
    const std::string secret = new_secret();
    const auto posted = post<NewToken>(
        counter, call,
        AddApiToken{
            .owner = (*owner)->user, .label = asked->label, .token_hash = secret_hash(secret)});
    if (!posted) {
        return posted.error();
    }
    return json_response(201, token_to_json(posted->answer.token, &secret));
}

}  // namespace office
