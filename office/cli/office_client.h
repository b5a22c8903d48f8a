// One request to the office's API at a time.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "office/domain/office_address.h"

namespace office {

struct ClientAnswer {
    int status = 0;
    std::string body;
};

class OfficeClient {
 public:
    OfficeClient(OfficeAddress address, std::string token)
        : address_{std::move(address)}, token_{std::move(token)} {}

    // `target` begins with /api/v1. Refused with a sentence where the office does not answer.
    [[nodiscard]] std::expected<ClientAnswer, std::string> get(std::string_view target) const;
    // `id` goes into the Idempotency-Key header.
    [[nodiscard]] std::expected<ClientAnswer, std::string> post(std::string_view target,
                                                                std::string_view id,
                                                                std::string_view body) const;

 private:
    OfficeAddress address_;
    std::string token_;
};

// What a refusal says to people: "title field: detail [code]".
[[nodiscard]] std::string told(const ClientAnswer& answer);

// A fresh UUIDv7.
[[nodiscard]] std::string new_uuid();

// `text` as one part of a path or as a value of a query.
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace office
