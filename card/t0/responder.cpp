#include "card/t0/responder.h"

#include <utility>

#include "card/t0/status.h"

namespace card {
namespace {

constexpr std::size_t header_size = 5;

ResponseBytes status_only(std::uint16_t status) {
    return encode(Response{{}, StatusWord{status}});
}

ResponseBytes status_only(StatusWord status) {
    return encode(Response{{}, status});
}

// P3 of a command that wants bytes: 0 is 256.
std::size_t length_of(std::uint8_t p3) {
    return p3 == 0 ? std::size_t{256} : p3;
}

bool is_get_response(std::span<const std::uint8_t> bytes) {
    return bytes.size() == header_size && bytes[0] == 0 && bytes[1] == get_response &&
           bytes[2] == 0 && bytes[3] == 0;
}

}  // namespace

std::optional<ApduBytes> T0Responder::take(std::span<const std::uint8_t> bytes) {
    if (is_get_response(bytes)) {
        fetched_ = fetch(length_of(bytes[4]));
        return std::nullopt;
    }
    waiting_ = {};
    const bool is_whole = bytes.size() == header_size - 1 || bytes.size() == header_size ||
                          (bytes.size() > header_size && bytes.size() == header_size + bytes[4]);
    if (!is_whole) {
        fetched_ = status_only(StatusWord::wrong_length);
        return std::nullopt;
    }
    brings_data_ = bytes.size() > header_size;
    wanted_ = bytes.size() == header_size ? length_of(bytes[4]) : 0;
    // The card is asked for all there is: what of it goes out, and when, is decided here.
    ApduBytes command{bytes};
    if (bytes.size() == header_size) {
        command[header_size - 1] = 0;
    } else if (brings_data_) {
        command.push_back(0);
    }
    return command;
}

ResponseBytes T0Responder::give(const ResponseBytes& response) {
    const auto answer = decode_response(response);
    if (!answer || answer->data.empty()) {
        return response;
    }
    const std::size_t length = answer->data.size();
    if (brings_data_) {
        waiting_ = answer->data;
        return status_only(more_to_fetch(length));
    }
    return length == wanted_ ? response : status_only(right_length(length));
}

ResponseBytes T0Responder::fetch(std::size_t wanted) {
    const std::size_t length = waiting_.size();
    if (length == 0) {
        return status_only(StatusWord::conditions_not_met);
    }
    if (wanted > length) {
        return status_only(right_length(length));
    }
    const std::span<const std::uint8_t> all{waiting_};
    Response part{ResponseData{all.first(wanted)}, StatusWord::done};
    const ResponseData rest{all.subspan(wanted)};
    if (!rest.empty()) {
        part.status = StatusWord{more_to_fetch(rest.size())};
    }
    waiting_ = rest;
    return encode(part);
}

}  // namespace card
