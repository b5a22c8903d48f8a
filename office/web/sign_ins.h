// Who is signed in with a browser: random secrets in cookies, of which only hashes are kept, in
// memory. A restart of the office signs everybody out.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "office/domain/identifiers.h"

namespace office {

// Who may try a password: after five wrong ones within a quarter of an hour a name waits until a
// quarter of an hour has passed since the first of them. It makes no difference whether there is
// such a user. A restart of the office forgets.
class SignInTries {
 public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::uint32_t most_wrong = 5;
    static constexpr std::chrono::minutes window{15};
    static constexpr std::size_t most_names = 10'000;  // more names than these: all wait

    [[nodiscard]] bool may_try(std::string_view name, Clock::time_point now);
    void was_wrong(std::string_view name, Clock::time_point now);
    void was_right(std::string_view name);

 private:
    struct Wrong {
        std::uint32_t count = 0;
        Clock::time_point first;
    };

    std::mutex mutex_;
    std::map<std::string, Wrong, std::less<>> wrong_;
};

class SignIns {
 public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::minutes idle_limit{30};
    static constexpr std::chrono::hours absolute_limit{12};

    [[nodiscard]] SignInTries& tries() { return tries_; }

    // The cookie's value for `user`, who has just proved the password.
    [[nodiscard]] std::string enter(UserId user, Clock::time_point now);
    // Whose cookie this is; nothing after half an hour without a request or twelve hours in all.
    [[nodiscard]] std::optional<UserId> user_of(std::string_view cookie, Clock::time_point now);
    void leave(std::string_view cookie);

    // What the forms of this cookie's pages carry. Another site can neither read nor guess it.
    [[nodiscard]] static std::string form_token(std::string_view cookie);

 private:
    struct SignIn {
        UserId user{};
        Clock::time_point since;
        Clock::time_point last_seen;
    };

    static bool is_over(const SignIn& sign_in, Clock::time_point now);

    SignInTries tries_;
    std::mutex mutex_;
    std::map<std::array<std::uint8_t, 32>, SignIn> sign_ins_;
};

}  // namespace office
