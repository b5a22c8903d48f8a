#include "card/t0/exchange.h"

#include <utility>

#include "card/t0/status.h"

namespace card {
namespace {

ApduBytes first_message(CardProtocol protocol, Command command) {
    if (protocol == CardProtocol::t1) {
        return encode(command);
    }
    if (!command.data.empty()) {
        command.expected_length.reset();
    } else if (!command.expected_length) {
        command.expected_length = 0;  // P3 of a command with neither
    }
    return encode(command);
}

}  // namespace

CardExchange::CardExchange(CardProtocol protocol, const Command& command)
    : message_{first_message(protocol, command)},
      wants_data_{command.expected_length.has_value()} {}

bool CardExchange::accept(std::span<const std::uint8_t> bytes) {
    const auto response = decode_response(bytes);
    answer_.reset();
    if (!response || data_.size() + response->data.size() > ResponseData::capacity()) {
        return false;
    }
    const auto status = std::to_underlying(response->status);
    const auto length = static_cast<std::uint8_t>(status);
    const auto word = static_cast<std::uint16_t>(status & 0xFF00U);
    if (word == right_length_word && wants_data_ && !std::exchange(is_put_right_, true)) {
        message_[message_.size() - 1] = length;
        return true;
    }
    data_.append(response->data);
    // Each fetch must bring something, so that no card keeps a reader for ever.
    const bool makes_progress = message_[1] != get_response || !response->data.empty();
    if (word == more_to_fetch_word && wants_data_ && makes_progress) {
        fetch(length);
        return true;
    }
    answer_ = encode(Response{data_, response->status});
    return false;
}

void CardExchange::fetch(std::uint8_t length) {
    message_ = encode(Command{0, get_response, 0, 0, {}, length});
    is_put_right_ = false;
}

}  // namespace card
