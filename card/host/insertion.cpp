#include "card/host/insertion.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <span>
#include <system_error>
#include <vector>

#include "card/host/contacts.h"
#include "card/host/kept_card.h"
#include "card/host/vpcd.h"
#include "card/t0/responder.h"
#include "card/t1/answer_to_reset.h"

namespace card {
namespace {

constexpr std::chrono::milliseconds between_attempts{10};

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

std::expected<Addresses, std::string> resolved(const ReaderAddress& address) {
    addrinfo wanted{};
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int refused = ::getaddrinfo(address.host.c_str(), address.port.c_str(), &wanted, &found);
    if (refused != 0) {
        return std::unexpected{address.host + ":" + address.port + ": " + ::gai_strerror(refused)};
    }
    return Addresses{found, &::freeaddrinfo};
}

// A connection to the first of `addresses` that listens; closed where none does.
FileDescriptor connected_to(const addrinfo* addresses) {
    for (const addrinfo* each = addresses; each != nullptr; each = each->ai_next) {
        FileDescriptor socket{
            ::socket(each->ai_family, each->ai_socktype | SOCK_CLOEXEC, each->ai_protocol)};
        if (socket.is_open() && ::connect(socket.get(), each->ai_addr, each->ai_addrlen) == 0) {
            return socket;
        }
    }
    return {};
}

// True where the card was pulled out within `time`.
bool is_pulled_within(int pulled, std::chrono::milliseconds time) {
    pollfd waiting{pulled, POLLIN, 0};
    return ::poll(&waiting, 1, static_cast<int>(time.count())) > 0;
}

// True where the first byte that comes is a slot's; waits for it, and leaves it there.
std::expected<bool, InsertionEnd> begins_like_a_slot(int reader, int pulled) {
    while (true) {
        std::array<pollfd, 2> waiting{{{reader, POLLIN, 0}, {pulled, POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno == EINTR) {
            continue;
        }
        if (waiting[1].revents != 0) {
            return std::unexpected{InsertionEnd::pulled_out};
        }
        std::uint8_t first = 0;
        if (::recv(reader, &first, sizeof first, MSG_PEEK) <= 0) {
            return std::unexpected{InsertionEnd::reader_gone};
        }
        // A virtual reader begins with the length of a control, 0001.
        return first != 0;
    }
}

// A card as the commands of a virtual reader find it.
class CardInReader {
 public:
    CardInReader(KeptCard& card, CardProtocol protocol) : card_{card}, protocol_{protocol} {}

    // The answer to a message, nothing where none is expected.
    [[nodiscard]] std::expected<std::optional<std::vector<std::uint8_t>>, CardFileFault> answer(
        std::span<const std::uint8_t> message) {
        if (message.size() != 1) {
            return protocol_ == CardProtocol::t0 ? over_t0(message) : whole(message);
        }
        if (VpcdControl{message.front()} != VpcdControl::get_answer_to_reset) {
            card_.reset();
            t0_.reset();
            return std::nullopt;
        }
        return protocol_ == CardProtocol::t0 ? bytes_of(answer_to_reset_t0)
                                             : bytes_of(answer_to_reset);
    }

 private:
    using Answer = std::expected<std::optional<std::vector<std::uint8_t>>, CardFileFault>;

    template <typename Bytes>
    static std::optional<std::vector<std::uint8_t>> bytes_of(const Bytes& bytes) {
        return std::vector<std::uint8_t>{bytes.begin(), bytes.end()};
    }
    [[nodiscard]] Answer whole(std::span<const std::uint8_t> message) {
        const auto answer = card_.answer(message);
        return answer ? Answer{bytes_of(*answer)} : std::unexpected{answer.error()};
    }
    [[nodiscard]] Answer over_t0(std::span<const std::uint8_t> message) {
        const auto command = t0_.take(message);
        if (!command) {
            return bytes_of(t0_.fetched());
        }
        const auto answer = card_.answer(*command);
        return answer ? Answer{bytes_of(t0_.give(*answer))} : std::unexpected{answer.error()};
    }

    KeptCard& card_;
    CardProtocol protocol_;
    T0Responder t0_;
};

std::expected<InsertionEnd, CardFileFault> serve_virtual_reader(CardInReader card, int reader,
                                                                int pulled) {
    while (true) {
        std::array<pollfd, 2> waiting{{{reader, POLLIN, 0}, {pulled, POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) {
            return InsertionEnd::reader_gone;
        }
        if (waiting[1].revents != 0) {
            return InsertionEnd::pulled_out;
        }
        if (waiting[0].revents == 0) {
            continue;
        }
        const auto message = receive_message(reader);
        if (!message) {
            return InsertionEnd::reader_gone;
        }
        const auto answer = card.answer(*message);
        if (!answer) {
            return std::unexpected{answer.error()};
        }
        if (*answer && !send_message(reader, **answer)) {
            return InsertionEnd::reader_gone;
        }
    }
}

}  // namespace

std::expected<FileDescriptor, std::string> connect_to_reader(const ReaderAddress& address,
                                                             std::chrono::milliseconds patience,
                                                             int pulled) {
    const std::string where = address.host + ":" + address.port;
    const auto addresses = resolved(address);
    if (!addresses) {
        return std::unexpected{addresses.error()};
    }
    FileDescriptor socket = connected_to(addresses->get());
    for (auto waited = std::chrono::milliseconds{0}; !socket.is_open() && waited < patience;
         waited += between_attempts) {
        if (is_pulled_within(pulled, between_attempts)) {
            return std::unexpected{"pulled out before there was a reader at " + where};
        }
        socket = connected_to(addresses->get());
    }
    if (!socket.is_open()) {
        return std::unexpected{"no reader at " + where + " (" +
                               std::generic_category().message(errno) +
                               "); start the reader or the meter, or wait longer"};
    }
    make_prompt(socket.get());
    return socket;
}

std::expected<InsertionEnd, CardFileFault> serve(CardFile& file, int reader, int pulled,
                                                 CardProtocol protocol) {
    KeptCard card{file};
    const auto is_slot = begins_like_a_slot(reader, pulled);
    if (!is_slot) {
        return is_slot.error();
    }
    if (*is_slot && protocol == CardProtocol::t0) {
        return InsertionEnd::reader_gone;
    }
    return *is_slot ? serve_contacts(card, reader, pulled)
                    : serve_virtual_reader(CardInReader{card, protocol}, reader, pulled);
}

}  // namespace card
