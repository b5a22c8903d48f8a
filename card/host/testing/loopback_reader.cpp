#include "card/host/testing/loopback_reader.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace card::testing {
namespace {

void must(bool holds, const char* what) {
    if (!holds) {
        throw std::runtime_error{what};
    }
}

}  // namespace

LoopbackReader::LoopbackReader() : listening_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    const bool listens = listening_.is_open() && ::bind(listening_.get(), plain, size) == 0 &&
                         ::listen(listening_.get(), 1) == 0 &&
                         ::getsockname(listening_.get(), plain, &size) == 0;
    must(listens, "no reader can listen on this machine");
    port_ = ntohs(address.sin_port);
}

void LoopbackReader::accept() {
    card_ = FileDescriptor{::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    must(card_.is_open(), "no card came");
    make_prompt(card_.get());
}

void LoopbackReader::control(VpcdControl what) {
    const std::array<std::uint8_t, 1> body{std::to_underlying(what)};
    must(send_message(card_.get(), body), "the card is gone");
}

std::vector<std::uint8_t> LoopbackReader::receive() {
    auto message = receive_message(card_.get());
    must(message.has_value(), "the card is gone");
    return std::move(*message);
}

std::vector<std::uint8_t> LoopbackReader::transmit(std::span<const std::uint8_t> command) {
    must(send_message(card_.get(), command), "the card is gone");
    return receive();
}

}  // namespace card::testing
