// Where commands go into the books.
#pragma once

#include <expected>

#include "office/domain/commands.h"
#include "office/domain/outcomes.h"
#include "office/domain/store.h"

namespace office {

class Books {
 public:
    virtual ~Books() = default;

    // Decides the command and, where it is accepted, returns when it is durable. Any number of
    // threads may wait here at a time; they share their commits.
    [[nodiscard]] virtual std::expected<Outcome, StoreError> post(Request request) = 0;

    // What this sale by `user` would come to now; keeps nothing.
    [[nodiscard]] virtual std::expected<std::expected<Quote, Refusal>, StoreError> quote(
        UserId user, const Sell& sell) = 0;
};

}  // namespace office
