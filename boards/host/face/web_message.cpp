#include "boards/host/face/web_message.h"

// Boost 1.74's Asio uses std::exchange without including its header.
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>

namespace boards {
namespace {

namespace http = boost::beast::http;

constexpr std::string_view safety =
    "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nReferrer-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'\r\n";

WebMethod method_of(http::verb verb) {
    if (verb == http::verb::get) {
        return WebMethod::get;
    }
    return verb == http::verb::post ? WebMethod::post : WebMethod::other;
}

std::string field(const http::request<http::string_body>& message, http::field name) {
    return std::string{message[name]};
}

int status_of(const boost::system::error_code& error) {
    if (error == http::error::body_limit) {
        return 413;
    }
    return error == http::error::header_limit ? 431 : 400;
}

}  // namespace

std::expected<std::optional<TakenRequest>, int> take_request(std::string_view received) {
    http::request_parser<http::string_body> parser;
    parser.eager(true);
    parser.header_limit(longest_header);
    parser.body_limit(longest_body);
    std::size_t used = 0;
    while (!parser.is_done()) {
        boost::system::error_code error;
        const std::string_view rest = received.substr(used);
        const std::size_t taken = parser.put(boost::asio::buffer(rest.data(), rest.size()), error);
        used += taken;
        if (error == http::error::need_more || (!error && taken == 0)) {
            return std::nullopt;
        }
        if (error) {
            return std::unexpected{status_of(error)};
        }
    }
    const auto& message = parser.get();
    const std::string target{message.target()};
    return TakenRequest{.request = {.method = method_of(message.method()),
                                    .path = target.substr(0, target.find('?')),
                                    .host = field(message, http::field::host),
                                    .origin = field(message, http::field::origin),
                                    .content_type = field(message, http::field::content_type),
                                    .body = message.body()},
                        .size = used};
}

std::string web_answer(int status, std::string_view content_type, std::string_view body) {
    std::string text = "HTTP/1.1 " + std::to_string(status) + ' ';
    text += http::obsolete_reason(static_cast<http::status>(status)).to_string();
    text += "\r\nContent-Type: ";
    text += content_type;
    text += "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    text += safety;
    text += "\r\n";
    text += body;
    return text;
}

std::string event_stream_header() {
    std::string text = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    text += safety;
    return text + "\r\n";
}

std::string event_text(std::string_view data) {
    return "data: " + std::string{data} + "\n\n";
}

}  // namespace boards
