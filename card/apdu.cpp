#include "card/apdu.h"

#include <utility>

#include "base/byte_reader.h"

namespace card {
namespace {

constexpr std::size_t header_size = 4;
constexpr std::size_t status_size = 2;

}  // namespace

ApduBytes encode(const Command& command) {
    ApduBytes bytes;
    bytes.push_back(command.cla);
    bytes.push_back(command.ins);
    bytes.push_back(command.p1);
    bytes.push_back(command.p2);
    if (!command.data.empty()) {
        bytes.push_back(static_cast<std::uint8_t>(command.data.size()));
        bytes.append(command.data);
    }
    if (command.expected_length) {
        bytes.push_back(*command.expected_length);
    }
    return bytes;
}

ResponseBytes encode(const Response& response) {
    const auto status = std::to_underlying(response.status);
    ResponseBytes bytes;
    bytes.append(response.data);
    bytes.push_back(static_cast<std::uint8_t>(status >> 8));
    bytes.push_back(static_cast<std::uint8_t>(status));
    return bytes;
}

std::expected<Command, ApduError> decode_command(std::span<const std::uint8_t> bytes) {
    if (bytes.size() < header_size) {
        return std::unexpected{ApduError::too_short};
    }
    Command command{bytes[0], bytes[1], bytes[2], bytes[3], {}, {}};
    std::span<const std::uint8_t> rest = bytes.subspan(header_size);
    if (rest.size() > 1) {
        const std::size_t length = rest[0];
        if (length == 0 || rest.size() < 1 + length) {
            return std::unexpected{ApduError::lengths_differ};
        }
        command.data.append(rest.subspan(1, length));
        rest = rest.subspan(1 + length);
    }
    if (rest.size() > 1) {
        return std::unexpected{ApduError::lengths_differ};
    }
    if (!rest.empty()) {
        command.expected_length = rest[0];
    }
    return command;
}

std::expected<Response, ApduError> decode_response(std::span<const std::uint8_t> bytes) {
    if (bytes.size() < status_size) {
        return std::unexpected{ApduError::too_short};
    }
    if (bytes.size() > ResponseBytes::capacity()) {
        return std::unexpected{ApduError::lengths_differ};
    }
    const std::size_t length = bytes.size() - status_size;
    Response response;
    response.data.append(bytes.first(length));
    response.status = StatusWord{base::ByteReader{bytes.subspan(length)}.u16()};
    return response;
}

}  // namespace card
