// A card that answers every command with itself and 9000: what is left of a dialogue when the card
// does nothing. usage: echo_card PORT, the port of a virtual reader on this machine.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <thread>
#include <vector>

namespace {

constexpr std::array<std::uint8_t, 5> answer_to_reset{0x3B, 0x80, 0x80, 0x01, 0x01};

int connect_to_reader(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    while (true) {
        const int reader = ::socket(AF_INET, SOCK_STREAM, 0);
        if (::connect(reader, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
            const int on = 1;
            ::setsockopt(reader, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            return reader;
        }
        ::close(reader);
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
}

bool receive(int reader, std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const int on = 1;  // the kernel clears it again; without it each command waits for 40 ms
        ::setsockopt(reader, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
        const auto count = ::recv(reader, bytes.data(), bytes.size(), 0);
        if (count <= 0) {
            return false;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

void answer(int reader, std::span<const std::uint8_t> body) {
    std::vector<std::uint8_t> message{static_cast<std::uint8_t>(body.size() >> 8),
                                      static_cast<std::uint8_t>(body.size())};
    message.insert(message.end(), body.begin(), body.end());
    ::send(reader, message.data(), message.size(), MSG_NOSIGNAL);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: echo_card PORT\n");
        return 2;
    }
    const int reader = connect_to_reader(static_cast<std::uint16_t>(std::atoi(argv[1])));
    std::array<std::uint8_t, 2> length{};
    while (receive(reader, length)) {
        std::vector<std::uint8_t> message(static_cast<std::size_t>(length[0]) << 8 | length[1]);
        if (!receive(reader, message)) {
            break;
        }
        constexpr std::uint8_t ask_answer_to_reset = 4;
        if (message.size() == 1 && message[0] == ask_answer_to_reset) {
            answer(reader, answer_to_reset);
        } else if (message.size() > 1) {
            message.insert(message.end(), {0x90, 0x00});
            answer(reader, message);
        }
    }
    ::close(reader);
    return 0;
}
