// How card work posts to the books and checks what meters wrote.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include "base/ensure.h"
#include "office/domain/books.h"
#include "office/domain/card_work.h"
#include "office/domain/key_store.h"
#include "office/domain/store.h"

namespace office {

// Who asks, and under which id the books keep it.
struct Asker {
    CommandId id;
    UserId user{};
};

// Steps of the office's own within a session have ids of their own: their content changes with
// every session, so none could be repeated under the asker's id.
[[nodiscard]] CommandId fresh_id();

template <typename T>
struct PostedAnswer {
    T answer;
    bool is_repeat = false;
};

// Posts `command`; its answer is a T.
template <typename T>
[[nodiscard]] CardWork::Result<PostedAnswer<T>> post(Books& books, const Asker& asker,
                                                     Command command) {
    const auto outcome =
        books.post(Request{.id = asker.id, .user = asker.user, .command = std::move(command)});
    if (!outcome) {
        return std::unexpected{outcome.error()};
    }
    if (!*outcome) {
        return std::unexpected{outcome->error()};
    }
    const T* const answer = std::get_if<T>(&(*outcome)->answer);
    base::ensure(answer != nullptr);  // each command has one kind of answer
    return PostedAnswer<T>{*answer, (*outcome)->is_repeat};
}

// The report that `bytes` are; none where nothing was ever written there, or only under a key that
// nobody can check any more: one before `of_meter`, the version that the books know `meter` has.
// Refused: report_not_genuine where `meter` did not make it, keys_unavailable.
[[nodiscard]] std::expected<std::optional<CardReport>, CardProblem> checked_report(
    KeyStore& keys, card::MeterId meter, card::KeyVersion of_meter,
    std::span<const std::uint8_t> bytes);

// The version of the master key that the books know `meter` has; 0 where they do not know it.
[[nodiscard]] std::expected<card::KeyVersion, StoreError> version_of(card::MeterId meter,
                                                                     const Store& store);

}  // namespace office
