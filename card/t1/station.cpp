#include "card/t1/station.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ensure.h"

namespace card {

void T1Station::reset() {
    // One by one: a new station beside this one would need its size on the stack.
    other_field_ = first_other_field_;
    receiver_.begin_anew();
    output_.reset();
    outgoing_.clear();
    sent_ = 0;
    send_sequence_ = 0;
    unacknowledged_.reset();
    incoming_.clear();
    is_too_long_ = false;
    receive_sequence_ = 0;
    message_.reset();
    request_.reset();
    is_waiting_ = false;
    waiting_times_ = 1;
    repeats_ = 0;
    has_failed_ = false;
}

void T1Station::announce_field(std::uint8_t length) {
    base::ensure(role_ == T1Role::terminal && length >= 1 && length <= t1_largest_field);
    send_request(T1Matter::field_size, length);
}

void T1Station::send(std::span<const std::uint8_t> message) {
    base::ensure(!message.empty());
    outgoing_ = T1Message{message};
    sent_ = 0;
    repeats_ = 0;
    if (!request_) {
        send_next_part();
    }
}

void T1Station::ask_for_time(std::uint8_t times) {
    base::ensure(role_ == T1Role::card && times != 0);
    send_request(T1Matter::more_time, times);
}

void T1Station::receive(std::uint8_t byte) {
    receiver_.add(byte);
    if (receiver_.block()) {
        const T1Block block = *receiver_.block();
        receiver_.begin_anew();
        take(block);
    }
}

void T1Station::silence() {
    const bool was_disturbed = receiver_.is_in_the_middle();
    receiver_.begin_anew();
    const bool asks = role_ == T1Role::terminal ? is_waiting_ : was_disturbed;
    if (asks) {
        ask_again(was_disturbed ? T1Fault::check : T1Fault::other);
    }
}

std::optional<T1Wire> T1Station::take_output() {
    const auto block = std::exchange(output_, std::nullopt);
    return block ? std::optional{encode(*block)} : std::nullopt;
}

std::optional<T1Message> T1Station::take_message() {
    return std::exchange(message_, std::nullopt);
}

T1Patience T1Station::patience() const {
    if (receiver_.is_in_the_middle()) {
        return T1Patience::character;
    }
    return role_ == T1Role::terminal && is_waiting_ ? T1Patience::block : T1Patience::none;
}

void T1Station::take(const T1Block& block) {
    if (role_ == T1Role::terminal && !is_waiting_) {
        return;  // nobody was asked: noise
    }
    switch (block.kind()) {
        case T1Kind::information:
            return take_information(block);
        case T1Kind::ready:
            return take_ready(block);
        case T1Kind::supervisory:
            return block.is_response() ? take_response(block) : take_request(block);
    }
}

void T1Station::take_information(const T1Block& block) {
    const bool is_in_turn =
        block.sequence() == receive_sequence_ && !request_ && sent_ == outgoing_.size();
    if (!is_in_turn) {
        return ask_again(T1Fault::other);
    }
    // It also says that our last block has come.
    if (unacknowledged_) {
        unacknowledged_.reset();
        send_sequence_ ^= 1U;
    }
    receive_sequence_ ^= 1U;
    repeats_ = 0;
    is_too_long_ = is_too_long_ || incoming_.size() + block.field.size() > T1Message::capacity();
    if (!is_too_long_) {
        incoming_.append(block.field);
    }
    if (block.has_more()) {
        return send_ready(T1Fault::none);
    }
    is_waiting_ = false;
    waiting_times_ = 1;
    message_ = is_too_long_ ? T1Message{} : incoming_;
    incoming_.clear();
    is_too_long_ = false;
}

void T1Station::take_ready(const T1Block& block) {
    if (!request_ && unacknowledged_ && block.sequence() == send_sequence_) {
        return gives_up() ? void() : put(*unacknowledged_);
    }
    if (!request_ && unacknowledged_) {
        unacknowledged_.reset();
        send_sequence_ ^= 1U;
        if (sent_ < outgoing_.size()) {
            repeats_ = 0;
            return send_next_part();
        }
    }
    ask_again(T1Fault::none);
}

void T1Station::take_request(const T1Block& block) {
    switch (block.matter()) {
        case T1Matter::resynchronise:
            if (role_ == T1Role::card) {
                reset();
                put(T1Block::response(T1Matter::resynchronise, {}));
                return;
            }
            break;
        case T1Matter::field_size:
            if (block.field[0] >= 1 && block.field[0] <= t1_largest_field) {
                other_field_ = block.field[0];
                return put(T1Block::response(T1Matter::field_size, block.field));
            }
            break;
        case T1Matter::abort:
            sent_ = outgoing_.size();
            unacknowledged_.reset();
            incoming_.clear();
            return put(T1Block::response(T1Matter::abort, {}));
        case T1Matter::more_time:
            if (role_ == T1Role::terminal && is_waiting_ && block.field[0] != 0) {
                waiting_times_ = block.field[0];
                return put(T1Block::response(T1Matter::more_time, block.field));
            }
            break;
    }
    ask_again(T1Fault::other);
}

void T1Station::take_response(const T1Block& block) {
    const bool is_awaited =
        request_ && request_->matter() == block.matter() && request_->field == block.field;
    if (!is_awaited) {
        return ask_again(T1Fault::other);
    }
    request_.reset();
    repeats_ = 0;
    is_waiting_ = false;
    if (sent_ < outgoing_.size()) {
        send_next_part();
    }
}

// The block that came, or did not come, is to be sent again.
void T1Station::ask_again(T1Fault fault) {
    if (gives_up()) {
        return;
    }
    if (request_) {
        return put(*request_);
    }
    send_ready(fault);
}

// Counts one more repeat. Only the terminal ends an exchange: the card answers what it is asked.
bool T1Station::gives_up() {
    if (role_ == T1Role::card || repeats_++ < repeats_allowed) {
        return false;
    }
    has_failed_ = true;
    is_waiting_ = false;
    return true;
}

void T1Station::send_next_part() {
    const std::size_t length = std::min(other_field_, outgoing_.size() - sent_);
    const auto part = std::span<const std::uint8_t>{outgoing_}.subspan(sent_, length);
    sent_ += length;
    unacknowledged_ = T1Block::information(send_sequence_, sent_ < outgoing_.size(), part);
    put(*unacknowledged_);
}

void T1Station::send_ready(T1Fault fault) {
    put(T1Block::ready(receive_sequence_, fault));
}

void T1Station::send_request(T1Matter matter, std::uint8_t value) {
    request_ = T1Block::request(matter, std::array{value});
    put(*request_);
}

void T1Station::put(const T1Block& block) {
    output_ = block;
    is_waiting_ = true;
}

}  // namespace card
