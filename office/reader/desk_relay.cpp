#include "office/reader/desk_relay.h"

// Boost 1.74's Asio uses std::exchange without including its header.
#include <utility>

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <cstdint>
#include <span>
#include <vector>

#include "office/domain/desk_message.h"

namespace office {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
namespace ssl = asio::ssl;
using tcp = asio::ip::tcp;
using PlainSocket = websocket::stream<tcp::socket>;
using TlsSocket = websocket::stream<ssl::stream<tcp::socket>>;

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

void connect(tcp::socket& socket, asio::io_context& io, const OfficeAddress& office) {
    tcp::resolver resolver{io};
    asio::connect(socket, resolver.resolve(office.host, office.port));
    socket.set_option(tcp::no_delay{true});
    socket.set_option(asio::socket_base::keep_alive{true});
    // An office that vanished without a word is noticed within half a minute: the office pings
    // every ten seconds, and the system watches that its packets are answered.
    const int handle = socket.native_handle();
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

void relay(auto& socket, PcscReader& reader) {
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

// TLS 1.2 or above, and only with the office that the address names.
ssl::context tls_context(const DeskRelaySettings& settings, boost::system::error_code& error) {
    ssl::context context{ssl::context::tls_client};
    context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                        ssl::context::no_tlsv1_1);
    if (settings.authorities.empty()) {
        context.set_default_verify_paths();
    } else {
        context.load_verify_file(settings.authorities, error);
    }
    context.set_verify_mode(ssl::verify_peer);
    context.set_verify_callback(ssl::host_name_verification{settings.office.host});
    return context;
}

// From the office's first word to the end of the connection; `socket` is connected.
RelayEnd relay_over(auto& socket, const DeskRelaySettings& settings, PcscReader& reader,
                    const std::function<void()>& connected) {
    websocket::response_type response;
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
}

RelayEnd relay_over_tls(asio::io_context& io, const DeskRelaySettings& settings, PcscReader& reader,
                        const std::function<void()>& connected) {
    boost::system::error_code error;
    ssl::context context = tls_context(settings, error);
    if (error) {
        return {.may_retry = false,
                .reason = "cannot read who vouches for the office from " + settings.authorities};
    }
    TlsSocket socket{io, context};
    connect(beast::get_lowest_layer(socket), io, settings.office);
    // What SSL_set_tlsext_host_name does, without the cast of its macro: the name is only read.
    ::SSL_ctrl(socket.next_layer().native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME,
               TLSEXT_NAMETYPE_host_name, const_cast<char*>(settings.office.host.c_str()));
    socket.next_layer().handshake(ssl::stream_base::client, error);
    const long verdict = ::SSL_get_verify_result(socket.next_layer().native_handle());
    if (error && verdict != X509_V_OK) {
        return {.may_retry = false,
                .reason = "nobody known vouches for the office at " + settings.office.host + ": " +
                          ::X509_verify_cert_error_string(verdict) +
                          " (check --office and --ca-file)"};
    }
    if (error) {
        throw boost::system::system_error{error};
    }
    return relay_over(socket, settings, reader, connected);
}

}  // namespace

RelayEnd relay_once(const DeskRelaySettings& settings, PcscReader& reader,
                    const std::function<void()>& connected) {
    try {
        asio::io_context io;
        if (settings.office.transport == Transport::tls) {
            return relay_over_tls(io, settings, reader, connected);
        }
        PlainSocket socket{io};
        connect(socket.next_layer(), io, settings.office);
        return relay_over(socket, settings, reader, connected);
    } catch (const boost::system::system_error& error) {
        reader.release();
        return {.may_retry = true, .reason = "no connection: " + error.code().message()};
    }
}

}  // namespace office
