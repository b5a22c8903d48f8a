#include "office/web/sign_ins.h"

#include "office/web/secret.h"

namespace office {

bool SignInTries::may_try(std::string_view name, Clock::time_point now) {
    const std::lock_guard lock{mutex_};
    std::erase_if(wrong_, [&](const auto& entry) { return now - entry.second.first >= window; });
    const auto found = wrong_.find(name);
    return found == wrong_.end() ? wrong_.size() < most_names : found->second.count < most_wrong;
}

void SignInTries::was_wrong(std::string_view name, Clock::time_point now) {
    const std::lock_guard lock{mutex_};
    const auto entry = wrong_.try_emplace(std::string{name}, Wrong{.count = 0, .first = now}).first;
    ++entry->second.count;
}

void SignInTries::was_right(std::string_view name) {
    const std::lock_guard lock{mutex_};
    if (const auto found = wrong_.find(name); found != wrong_.end()) {
        wrong_.erase(found);
    }
}

std::string SignIns::enter(UserId user, Clock::time_point now) {
    std::string cookie = new_secret();
    const std::lock_guard lock{mutex_};
    std::erase_if(sign_ins_, [&](const auto& entry) { return is_over(entry.second, now); });
    sign_ins_.insert_or_assign(secret_hash(cookie),
                               SignIn{.user = user, .since = now, .last_seen = now});
    return cookie;
}

std::optional<UserId> SignIns::user_of(std::string_view cookie, Clock::time_point now) {
    const auto hash = secret_hash(cookie);
    const std::lock_guard lock{mutex_};
    const auto found = sign_ins_.find(hash);
    if (found == sign_ins_.end() || is_over(found->second, now)) {
        return std::nullopt;
    }
    found->second.last_seen = now;
    return found->second.user;
}

void SignIns::leave(std::string_view cookie) {
    const auto hash = secret_hash(cookie);
    const std::lock_guard lock{mutex_};
    sign_ins_.erase(hash);
}

std::string SignIns::form_token(std::string_view cookie) {
    return to_hex(secret_hash("form " + std::string{cookie}));
}

bool SignIns::is_over(const SignIn& sign_in, Clock::time_point now) {
    return now - sign_in.last_seen >= idle_limit || now - sign_in.since >= absolute_limit;
}

}  // namespace office
