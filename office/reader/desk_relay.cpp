#include "office/reader/desk_relay.h"

// Boost 1.74's Asio uses std::exchange without including its header.
#include <utility>

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <cstdint>
#include <span>
#include <vector>

#include "office/domain/desk_message.h"

namespace office {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using Socket = websocket::stream<tcp::socket>;

// The answer to one question of the office; the empty one ends the connection.
std::vector<std::uint8_t> answer_to(std::span<const std::uint8_t> message, PcscReader& reader) {
    const auto question = parse_desk_question(message);
    if (!question) {
        return {};
    }
    std::expected<std::vector<std::uint8_t>, LinkProblem> result;  // done, with nothing to say
    switch (question->ask) {
        case DeskAsk::connect:
            result = reader.connect();
            break;
        case DeskAsk::transmit:
            result = reader.transmit(question->rest);
            break;
        case DeskAsk::release:
            reader.release();
            break;
        case DeskAsk::look:
            if (const auto insertion = reader.look()) {
                const auto bytes = insertion_bytes(*insertion);
                result->assign(bytes.begin(), bytes.end());
            } else {
                result = std::unexpected{insertion.error()};
            }
            break;
    }
    return result ? desk_answer(*result) : desk_answer(result.error());
}

void connect(Socket& socket, asio::io_context& io, const OfficeAddress& office) {
    tcp::resolver resolver{io};
    asio::connect(socket.next_layer(), resolver.resolve(office.host, office.port));
    socket.next_layer().set_option(tcp::no_delay{true});
    socket.next_layer().set_option(asio::socket_base::keep_alive{true});
    // An office that vanished without a word is noticed within half a minute: the office pings
    // every ten seconds, and the system watches that its packets are answered.
    const int handle = socket.next_layer().native_handle();
    const int idle_seconds = 15;
    const int between_seconds = 5;
    const int tries = 3;
    ::setsockopt(handle, IPPROTO_TCP, TCP_KEEPIDLE, &idle_seconds, sizeof idle_seconds);
    ::setsockopt(handle, IPPROTO_TCP, TCP_KEEPINTVL, &between_seconds, sizeof between_seconds);
    ::setsockopt(handle, IPPROTO_TCP, TCP_KEEPCNT, &tries, sizeof tries);
}

RelayEnd refused(const websocket::response_type& response) {
    const unsigned status = response.result_int();
    if (status == 401 || status == 403 || status == 404) {
        return {.may_retry = false,
                .reason = "the office refused this desk with status " + std::to_string(status) +
                          ": check --token-file and --name"};
    }
    return {.may_retry = true,
            .reason = "the office answered with status " + std::to_string(status)};
}

void relay(Socket& socket, PcscReader& reader) {
    beast::flat_buffer buffer;
    for (;;) {
        socket.read(buffer);
        const auto bytes = buffer.cdata();
        const auto answer =
            answer_to({static_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, reader);
        buffer.clear();
        if (answer.empty()) {
            return;
        }
        socket.write(asio::buffer(answer));
    }
}

}  // namespace

RelayEnd relay_once(const DeskRelaySettings& settings, PcscReader& reader,
                    const std::function<void()>& connected) {
    asio::io_context io;
    Socket socket{io};
    websocket::response_type response;
    try {
        connect(socket, io, settings.office);
        socket.set_option(websocket::stream_base::decorator{[&](websocket::request_type& request) {
            request.set(beast::http::field::authorization, "Bearer " + settings.token);
        }});
        socket.read_message_max(largest_desk_message);
        socket.binary(true);
        boost::system::error_code error;
        socket.handshake(response, settings.office.host + ":" + settings.office.port,
                         "/api/v1/desks/" + settings.desk + "/link", error);
        if (error == websocket::error::upgrade_declined) {
            return refused(response);
        }
        if (error) {
            throw boost::system::system_error{error};
        }
        connected();
        relay(socket, reader);
        return {.may_retry = true, .reason = "the office spoke another language"};
    } catch (const boost::system::system_error& error) {
        reader.release();
        return {.may_retry = true, .reason = "no connection: " + error.code().message()};
    }
}

}  // namespace office
