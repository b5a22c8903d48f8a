// A reader's end of one command: what goes to the card, message after message, until its answer is
// whole. With T=0 the length that is wanted does not go along with data; with either protocol an
// answer that waits is fetched (61xx) and a wish is put right once (6Cxx).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "card/apdu.h"

namespace card {

enum class CardProtocol : std::uint8_t { t0 = 0, t1 = 1 };

class CardExchange {
 public:
    CardExchange(CardProtocol protocol, const Command& command);

    // To be sent now.
    [[nodiscard]] const ApduBytes& message() const { return message_; }

    // True where message() is another one to be sent; false where answer() is there.
    [[nodiscard]] bool accept(std::span<const std::uint8_t> response);

    // Data and status; nothing where the card answered with less than a status or with more than
    // 256 bytes.
    [[nodiscard]] const std::optional<ResponseBytes>& answer() const { return answer_; }

 private:
    void fetch(std::uint8_t length);

    ApduBytes message_;
    bool wants_data_;
    bool is_put_right_ = false;
    ResponseData data_;
    std::optional<ResponseBytes> answer_;
};

}  // namespace card
