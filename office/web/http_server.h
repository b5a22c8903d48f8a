// The HTTP/1.1 and WebSocket server: connections, limits and time-outs. What a request means is
// the Site's matter. Input and output run on a few threads of their own and never wait for a
// database, a token or a card; those calls run on worker threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>

#include "office/web/desk_channel.h"
#include "office/web/http_message.h"

namespace office {

// Which workers answer: card work waits seconds for a reader and must not keep the others waiting.
enum class Lane : std::uint8_t { quick, card };

// What the server serves. All calls come from worker threads, many at a time, except `lane`.
class Site {
 public:
    virtual ~Site() = default;
    // At once, from an input thread.
    [[nodiscard]] virtual Lane lane(const HttpRequest& request) const = 0;
    [[nodiscard]] virtual HttpResponse answer(const HttpRequest& request) = 0;
    // A WebSocket asked for: the channel that it becomes, or the answer that refuses it.
    [[nodiscard]] virtual std::expected<std::shared_ptr<DeskChannel>, HttpResponse> open_channel(
        const HttpRequest& request) = 0;
    // How many connections are open now, told whenever that changes.
    virtual void connections_are(std::size_t open) = 0;
    // The body of an answer to what never became a request: 400, 408, 413, 431 or 503.
    [[nodiscard]] virtual HttpResponse transport_problem(int status) const = 0;
};

struct HttpLimits {
    std::size_t header_bytes = 16 * 1024;
    std::size_t body_bytes = 64 * 1024;
    std::size_t connections = 4'000;
    std::size_t waiting_requests = 512;  // per lane, running ones included; more get 503
    std::size_t quick_workers = 40;
    std::size_t card_workers = 16;
    std::chrono::seconds idle{60};      // between requests
    std::chrono::seconds transfer{10};  // for a header or a body to arrive, an answer to leave
};

class HttpServer {
 public:
    // Listens on `host`:`port`; port 0 takes any free one. `site` outlives the server. Refused with
    // a sentence where the address cannot be had.
    [[nodiscard]] static std::expected<std::unique_ptr<HttpServer>, std::string> open(
        const std::string& host, std::uint16_t port, Site& site, HttpLimits limits = {});
    virtual ~HttpServer() = default;

    [[nodiscard]] virtual std::uint16_t port() const = 0;
    // Serves until SIGTERM, SIGINT or `stop()`: then no new connection is taken, running requests
    // are answered, and it returns.
    virtual void run() = 0;
    // From any thread.
    virtual void stop() = 0;
};

}  // namespace office
