#include "office/web/http_server.h"

// Boost 1.74's Asio uses std::exchange without including its header.
#include <utility>

#include <spdlog/spdlog.h>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <list>
#include <mutex>
#include <thread>

// What is given by value to a coroutine here is always a named object that is moved: GCC 12
// destroys temporaries in a co_await expression twice.

namespace office {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using Parser = http::request_parser<http::string_body>;
using Socket = websocket::stream<beast::tcp_stream>;
constexpr std::size_t io_threads = 2;
constexpr unsigned http_1_1 = 11;  // as Beast writes it
constexpr std::size_t first_read_bytes = 4'096;
constexpr std::size_t largest_desk_message_bytes = 4'096;
constexpr std::chrono::milliseconds after_accept_error{100};

// Worker threads of one lane with a bounded number of requests in hand.
class Workers {
 public:
    Workers(std::size_t threads, std::size_t limit) : pool_{threads}, limit_{limit} {}

    [[nodiscard]] bool try_enter() {
        if (in_hand_.fetch_add(1) < limit_) {
            return true;
        }
        in_hand_.fetch_sub(1);
        return false;
    }

    // Runs `work` on a worker and resumes the coroutine with its result. After `try_enter` only.
    template <typename Result, typename Work>
    auto run(Work work) {
        auto initiate = [this](auto handler, Work job) {
            auto executor = asio::get_associated_executor(handler);
            auto guard = asio::make_work_guard(executor);
            asio::post(pool_, [this, executor, guard = std::move(guard), job = std::move(job),
                               handler = std::move(handler)]() mutable {
                Result result = job();
                in_hand_.fetch_sub(1);
                asio::post(executor,
                           [handler = std::move(handler), result = std::move(result)]() mutable {
                               std::move(handler)(std::move(result));
                           });
            });
        };
        return asio::async_initiate<const asio::use_awaitable_t<>, void(Result)>(
            std::move(initiate), asio::use_awaitable, std::move(work));
    }

    void join() { pool_.join(); }

 private:
    asio::thread_pool pool_;
    const std::size_t limit_;
    std::atomic<std::size_t> in_hand_{0};
};

Method method_of(http::verb verb) {
    if (verb == http::verb::get) {
        return Method::get;
    }
    return verb == http::verb::post ? Method::post : Method::other;
}

// Nothing where the target is not a path of ours to understand.
std::optional<HttpRequest> request_of(http::request<http::string_body>& message) {
    HttpRequest request;
    request.method = method_of(message.method());
    const std::string_view target{message.target().data(), message.target().size()};
    const std::size_t question = target.find('?');
    auto path = percent_decoded(target.substr(0, question), PlusSign::itself);
    auto query = decoded_form(question == std::string_view::npos ? std::string_view{}
                                                                 : target.substr(question + 1));
    if (!path || !query || !path->starts_with('/')) {
        return std::nullopt;
    }
    request.path = std::move(*path);
    request.query = std::move(*query);
    for (const auto& field : message) {
        std::string name{field.name_string()};
        std::ranges::transform(name, name.begin(), [](char c) {
            return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        request.headers.insert_or_assign(std::move(name), std::string{field.value()});
    }
    request.body = std::move(message.body());
    return request;
}

http::response<http::string_body> message_of(HttpResponse&& answer, unsigned version,
                                             bool keep_alive) {
    http::response<http::string_body> message{static_cast<http::status>(answer.status), version};
    message.set(http::field::content_type, answer.content_type);
    message.set("X-Content-Type-Options", "nosniff");
    message.set(http::field::cache_control, "no-store");
    for (const auto& [name, value] : answer.headers) {
        message.set(name, value);
    }
    message.keep_alive(keep_alive);
    message.body() = std::move(answer.body);
    message.prepare_payload();
    return message;
}

// The status for bytes that are no request of ours; 0 where nobody is left to tell.
int transport_status(const boost::system::error_code& error) {
    if (error == http::error::body_limit) {
        return 413;
    }
    if (error == http::error::header_limit) {
        return 431;
    }
    if (error == beast::error::timeout || error == http::error::end_of_stream ||
        error == http::error::partial_message) {
        return 0;
    }
    return error.category() == make_error_code(http::error::bad_version).category() ? 400 : 0;
}

class BeastServer final : public HttpServer {
 public:
    BeastServer(Site& site, HttpLimits limits)
        : site_{site},
          limits_{limits},
          quick_{limits.quick_workers, limits.waiting_requests},
          card_{limits.card_workers, limits.waiting_requests} {}

    // Throws boost::system::system_error where the address cannot be had.
    void listen(const std::string& host, std::uint16_t port) {
        const tcp::endpoint endpoint{asio::ip::make_address(host), port};
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(tcp::acceptor::reuse_address{true});
        acceptor_.bind(endpoint);
        acceptor_.listen();
        port_ = acceptor_.local_endpoint().port();
    }

    [[nodiscard]] std::uint16_t port() const override { return port_; }

    void run() override {
        signals_.async_wait([this](const boost::system::error_code& error, int) {
            if (!error) {
                stop();
            }
        });
        asio::co_spawn(io_, accept_all(), asio::detached);
        std::vector<std::thread> helpers;
        for (std::size_t i = 1; i < io_threads; ++i) {
            helpers.emplace_back([this] { io_.run(); });
        }
        io_.run();
        for (auto& helper : helpers) {
            helper.join();
        }
        quick_.join();
        card_.join();
    }

    void stop() override {
        asio::post(acceptor_.get_executor(), [this] {
            boost::system::error_code ignored;
            acceptor_.close(ignored);
            signals_.cancel(ignored);
        });
        const std::lock_guard lock{mutex_};
        draining_ = true;
        for (auto& connection : connections_) {
            connection.wake();
        }
    }

 private:
    // What `stop` must be able to end: a connection that waits for its next request, or a link.
    struct Connection {
        std::function<void()> wake;
    };
    using ConnectionPlace = std::list<Connection>::iterator;

    asio::awaitable<void> accept_all() {
        for (;;) {
            boost::system::error_code error;
            tcp::socket socket = co_await acceptor_.async_accept(
                asio::make_strand(io_), asio::redirect_error(asio::use_awaitable, error));
            if (!acceptor_.is_open()) {
                co_return;
            }
            if (error) {
                spdlog::warn("accepting a connection failed: {}", error.message());
                // Without a free descriptor the next attempt would fail at once as well.
                co_await pause(after_accept_error);
                continue;
            }
            if (open_connections_.load() >= limits_.connections) {
                continue;  // its destructor closes it: better one refused than all slow
            }
            boost::system::error_code ignored;
            socket.set_option(tcp::no_delay{true}, ignored);
            const auto executor = socket.get_executor();
            asio::co_spawn(executor, serve(std::move(socket)), asio::detached);
        }
    }

    asio::awaitable<void> pause(std::chrono::milliseconds time) {
        asio::steady_timer timer{acceptor_.get_executor()};
        timer.expires_after(time);
        boost::system::error_code ignored;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }

    asio::awaitable<void> serve(tcp::socket socket) {
        auto stream = std::make_shared<beast::tcp_stream>(std::move(socket));
        site_.connections_are(open_connections_.fetch_add(1) + 1);
        const ConnectionPlace place = enter([stream] {
            asio::post(stream->get_executor(), [stream] {
                if (stream->socket().is_open()) {
                    boost::system::error_code ignored;
                    stream->socket().shutdown(tcp::socket::shutdown_receive, ignored);
                }
            });
        });
        try {
            co_await serve_requests(stream, place);
        } catch (const std::exception& error) {
            spdlog::debug("connection ended: {}", error.what());
        }
        leave(place);
        site_.connections_are(open_connections_.fetch_sub(1) - 1);
    }

    asio::awaitable<void> serve_requests(std::shared_ptr<beast::tcp_stream> stream,
                                         ConnectionPlace place) {
        beast::flat_buffer buffer;
        while (!draining_.load()) {
            Parser parser;
            parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
            parser.body_limit(limits_.body_bytes);
            boost::system::error_code error;
            // Waiting for a request is free; one that has begun must come in at once.
            if (buffer.size() == 0) {
                stream->expires_after(limits_.idle);
                const std::size_t count = co_await stream->async_read_some(
                    buffer.prepare(first_read_bytes),
                    asio::redirect_error(asio::use_awaitable, error));
                buffer.commit(count);
            }
            if (!error) {
                stream->expires_after(limits_.transfer);
                co_await http::async_read_header(*stream, buffer, parser,
                                                 asio::redirect_error(asio::use_awaitable, error));
            }
            // A body whose end a proxy may see elsewhere is nobody's (RFC 9112, section 6.3).
            if (!error && !parser.chunked() &&
                parser.get().count(http::field::transfer_encoding) != 0) {
                error = make_error_code(http::error::bad_transfer_encoding);
            }
            if (!error) {
                stream->expires_after(limits_.transfer);
                co_await http::async_read(*stream, buffer, parser,
                                          asio::redirect_error(asio::use_awaitable, error));
            }
            if (error) {
                if (const int status = transport_status(error); status != 0) {
                    HttpResponse problem = site_.transport_problem(status);
                    co_await write(*stream, std::move(problem), http_1_1, false);
                    co_await drop_rest(*stream, buffer);
                }
                co_return;
            }
            if (websocket::is_upgrade(parser.get())) {
                auto upgrade = parser.release();
                co_await serve_channel(stream, std::move(upgrade), place);
                co_return;
            }
            auto message = parser.release();
            const bool keep_alive = message.keep_alive();
            const unsigned version = message.version();
            HttpResponse answer = co_await answer_to(message);
            const bool stays = keep_alive && !draining_.load();
            co_await write(*stream, std::move(answer), version, stays);
            if (!stays) {
                co_return;
            }
        }
    }

    asio::awaitable<HttpResponse> answer_to(http::request<http::string_body>& message) {
        auto request = request_of(message);
        if (!request) {
            co_return site_.transport_problem(400);
        }
        Workers& workers = site_.lane(*request) == Lane::card ? card_ : quick_;
        if (!workers.try_enter()) {
            co_return site_.transport_problem(503);
        }
        auto work = [this, asked = std::make_shared<const HttpRequest>(std::move(*request))] {
            return site_.answer(*asked);
        };
        HttpResponse answer = co_await workers.run<HttpResponse>(std::move(work));
        co_return answer;
    }

    asio::awaitable<void> write(beast::tcp_stream& stream, HttpResponse answer, unsigned version,
                                bool keep_alive) {
        auto message = message_of(std::move(answer), version, keep_alive);
        stream.expires_after(limits_.transfer);
        co_await http::async_write(stream, message, asio::use_awaitable);
    }

    // Closing at once would reset the connection and lose the answer while the client still sends:
    // up to a second it may go on, its bytes are thrown away.
    static asio::awaitable<void> drop_rest(beast::tcp_stream& stream, beast::flat_buffer& buffer) {
        boost::system::error_code error;
        stream.socket().shutdown(tcp::socket::shutdown_send, error);
        stream.expires_after(std::chrono::seconds{1});
        while (!error) {
            buffer.clear();
            co_await stream.async_read_some(buffer.prepare(4'096),
                                            asio::redirect_error(asio::use_awaitable, error));
        }
    }

    asio::awaitable<void> serve_channel(std::shared_ptr<beast::tcp_stream> stream,
                                        http::request<http::string_body> message,
                                        ConnectionPlace place) {
        using Opened = std::expected<std::shared_ptr<DeskChannel>, HttpResponse>;
        auto request = request_of(message);
        if (!request || !quick_.try_enter()) {
            HttpResponse problem = site_.transport_problem(request ? 503 : 400);
            co_await write(*stream, std::move(problem), http_1_1, false);
            co_return;
        }
        // A pointer, because a handler's argument must be default constructible.
        auto work = [this, &request] {
            return std::make_shared<Opened>(site_.open_channel(*request));
        };
        auto opened = co_await quick_.run<std::shared_ptr<Opened>>(std::move(work));
        if (!*opened) {
            HttpResponse refusal = std::move(opened->error());
            co_await write(*stream, std::move(refusal), message.version(), false);
            co_return;
        }
        const std::shared_ptr<DeskChannel> channel = **opened;
        stream->expires_never();
        const auto socket = std::make_shared<Socket>(std::move(*stream));
        replace(place, [socket] { hang_up(socket); });
        boost::system::error_code error;
        co_await accept_link(*socket, message, error);
        if (!error) {
            channel->attach(
                {.send =
                     [socket](std::vector<std::uint8_t> bytes) { send(socket, std::move(bytes)); },
                 .hang_up = [socket] { hang_up(socket); }});
            if (draining_.load()) {
                hang_up(socket);
            }
            co_await receive_all(*socket, *channel);
        }
        channel->lost();
    }

    static asio::awaitable<void> accept_link(Socket& socket,
                                             const http::request<http::string_body>& message,
                                             boost::system::error_code& error) {
        auto timeouts = websocket::stream_base::timeout::suggested(beast::role_type::server);
        timeouts.idle_timeout = std::chrono::seconds{20};
        timeouts.keep_alive_pings = true;
        socket.set_option(timeouts);
        socket.read_message_max(largest_desk_message_bytes);
        socket.binary(true);
        co_await socket.async_accept(message, asio::redirect_error(asio::use_awaitable, error));
    }

    static asio::awaitable<void> receive_all(Socket& socket, DeskChannel& channel) {
        beast::flat_buffer buffer;
        for (;;) {
            boost::system::error_code error;
            co_await socket.async_read(buffer, asio::redirect_error(asio::use_awaitable, error));
            if (error) {
                co_return;
            }
            const auto bytes = buffer.cdata();
            const auto* const first = static_cast<const std::uint8_t*>(bytes.data());
            channel.received({first, first + bytes.size()});
            buffer.clear();
        }
    }

    // The channel asks for one thing at a time, so no two writes ever meet.
    static void send(const std::shared_ptr<Socket>& socket, std::vector<std::uint8_t> bytes) {
        asio::post(socket->get_executor(), [socket, bytes = std::move(bytes)]() mutable {
            const auto kept = std::make_shared<std::vector<std::uint8_t>>(std::move(bytes));
            socket->async_write(asio::buffer(*kept),
                                [socket, kept](const boost::system::error_code&, std::size_t) {});
        });
    }

    static void hang_up(const std::shared_ptr<Socket>& socket) {
        asio::post(socket->get_executor(), [socket] {
            boost::system::error_code ignored;
            beast::get_lowest_layer(*socket).socket().shutdown(tcp::socket::shutdown_both, ignored);
        });
    }

    ConnectionPlace enter(std::function<void()> wake) {
        const std::lock_guard lock{mutex_};
        return connections_.insert(connections_.end(), {std::move(wake)});
    }
    void replace(ConnectionPlace place, std::function<void()> wake) {
        const std::lock_guard lock{mutex_};
        place->wake = std::move(wake);
    }
    void leave(ConnectionPlace place) {
        const std::lock_guard lock{mutex_};
        connections_.erase(place);
    }

    Site& site_;
    const HttpLimits limits_;
    asio::io_context io_{static_cast<int>(io_threads)};
    tcp::acceptor acceptor_{asio::make_strand(io_)};
    asio::signal_set signals_{io_, SIGTERM, SIGINT};
    std::uint16_t port_ = 0;
    std::atomic<std::size_t> open_connections_{0};
    std::atomic<bool> draining_{false};
    std::mutex mutex_;  // guards connections_
    std::list<Connection> connections_;
    // Last, so first destroyed: their threads use what stands above.
    Workers quick_;
    Workers card_;
};

}  // namespace

std::expected<std::unique_ptr<HttpServer>, std::string> HttpServer::open(const std::string& host,
                                                                         std::uint16_t port,
                                                                         Site& site,
                                                                         HttpLimits limits) {
    try {
        auto server = std::make_unique<BeastServer>(site, limits);
        server->listen(host, port);
        return server;
    } catch (const boost::system::system_error& error) {
        return std::unexpected{"cannot listen on " + host + ":" + std::to_string(port) + ": " +
                               error.code().message()};
    }
}

}  // namespace office
