#include "office/cli/office_client.h"

#include <sys/random.h>

// Boost 1.74's Asio uses std::exchange without including its header.
#include <utility>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "base/ensure.h"
#include "office/domain/identifiers.h"
#include "office/domain/uuid.h"

namespace office {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using HttpRequest = http::request<http::string_body>;

// Card work may need several seconds; more means that the office is gone.
constexpr std::chrono::seconds patience{60};

void set(HttpRequest& request, const OfficeAddress& address, const std::string& token) {
    request.set(http::field::host, address.host + ":" + address.port);
    request.set(http::field::authorization, "Bearer " + token);
}

std::expected<ClientAnswer, std::string> exchange(const OfficeAddress& address,
                                                  HttpRequest request) {
    try {
        asio::io_context io;
        tcp::resolver resolver{io};
        beast::tcp_stream stream{io};
        boost::system::error_code error;
        http::response<http::string_body> response;
        beast::flat_buffer buffer;
        stream.expires_after(patience);
        stream.async_connect(
            resolver.resolve(address.host, address.port),
            [&](const boost::system::error_code& failed, const tcp::endpoint&) { error = failed; });
        io.run();
        if (!error) {
            http::write(stream, request);
            // Only asynchronous reading knows a time limit.
            http::async_read(
                stream, buffer, response,
                [&](const boost::system::error_code& failed, std::size_t) { error = failed; });
            io.restart();
            io.run();
        }
        if (error) {
            throw boost::system::system_error{error};
        }
        return ClientAnswer{.status = static_cast<int>(response.result_int()),
                            .body = std::move(response.body())};
    } catch (const boost::system::system_error& error) {
        return std::unexpected{"the office at " + address.host + ":" + address.port +
                               " does not answer: " + error.code().message()};
    }
}

}  // namespace

std::expected<ClientAnswer, std::string> OfficeClient::get(std::string_view target) const {
    HttpRequest request{http::verb::get, {target.data(), target.size()}, 11};
    set(request, address_, token_);
    request.keep_alive(false);
    return exchange(address_, std::move(request));
}

std::expected<ClientAnswer, std::string> OfficeClient::post(std::string_view target,
                                                            std::string_view id,
                                                            std::string_view body) const {
    HttpRequest request{http::verb::post, {target.data(), target.size()}, 11};
    set(request, address_, token_);
    request.set("Idempotency-Key", {id.data(), id.size()});
    request.set(http::field::content_type, "application/json");
    request.keep_alive(false);
    request.body() = body;
    request.prepare_payload();
    return exchange(address_, std::move(request));
}

std::string told(const ClientAnswer& answer) {
    const nlohmann::json problem = nlohmann::json::parse(answer.body, nullptr, false);
    if (!problem.is_object() || !problem.contains("code")) {
        return "the office answered with status " + std::to_string(answer.status);
    }
    std::string text = problem.value("title", "");
    if (problem.contains("field")) {
        text += " " + problem.value("field", "");
        text += ":";
    }
    if (problem.contains("detail")) {
        text += " " + problem.value("detail", "");
    }
    return text + " [" + problem.value("code", "") + "]";
}

std::string new_uuid() {
    std::array<std::uint8_t, 16> random{};
    base::ensure(::getrandom(random.data(), random.size(), 0) ==
                 static_cast<::ssize_t>(random.size()));
    const auto milliseconds =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                       std::chrono::system_clock::now().time_since_epoch())
                                       .count());
    return to_string(uuid_version_7(random, milliseconds));
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const bool is_plain = ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') ||
                              ('0' <= c && c <= '9') || c == '-' || c == '_' || c == '.';
        if (is_plain) {
            encoded.push_back(c);
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded.push_back('%');
            encoded.push_back(digits[byte >> 4]);
            encoded.push_back(digits[byte & 0x0F]);
        }
    }
    return encoded;
}

}  // namespace office
