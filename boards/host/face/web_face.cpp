#include "boards/host/face/web_face.h"

#include <sys/socket.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "boards/host/face/live_state.h"
#include "boards/host/face/page_assets.h"
#include "boards/host/face/texts_json.h"
#include "boards/host/socket_address.h"
#include "boards/host/system_reason.h"

namespace boards {
namespace {

constexpr std::string_view json_type = "application/json";

// The page shows its own text for the code; the sentence is for whoever wrote the request.
std::string refusal(int status, std::string_view sentence,
                    HandError error = HandError::not_understood) {
    return web_answer(status, json_type,
                      nlohmann::json{{"error", sentence}, {"code", name_of(error)}}.dump(
                          -1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string_view transport_sentence(int status) {
    switch (status) {
        case 413:
            return "the request is longer than 4 KiB";
        case 431:
            return "the header of the request is longer than 8 KiB";
        default:
            return "this is no HTTP request";
    }
}

// A literal address or localhost: no name that another site could point at this machine.
bool is_host_of(std::string_view host, const sockaddr_in& address) {
    const bool has_port = host.contains(':');
    const auto named = parse_address(has_port ? std::string{host} : std::string{host} + ":80");
    return named && named->sin_port == address.sin_port;
}

}  // namespace

std::expected<WebFace, FileError> WebFace::listen(std::string_view address, FaceReach reach,
                                                  meter::Language language) {
    const auto parsed = parse_address(address);
    if (!parsed) {
        return std::unexpected{
            FileError{"the face is terminal, none or HOST:PORT like 127.0.0.1:8080, not '" +
                      std::string{address} + "'"}};
    }
    if (reach == FaceReach::this_machine && !is_loopback(*parsed)) {
        return std::unexpected{
            FileError{"other machines can reach " + std::string{address} +
                      ", and whoever opens the page has the meter in hand: take 127.0.0.1, or add "
                      "--face-anywhere"}};
    }
    WebFace face;
    face.language_ = language;
    face.listener_ = Descriptor{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    const int on = 1;
    (void)::setsockopt(face.listener_.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    socklen_t size = sizeof face.address_;
    if (::bind(face.listener_.number(), reinterpret_cast<const sockaddr*>(&*parsed),
               sizeof *parsed) != 0 ||
        ::listen(face.listener_.number(), SOMAXCONN) != 0 ||
        ::getsockname(face.listener_.number(), reinterpret_cast<sockaddr*>(&face.address_),
                      &size) != 0) {
        return std::unexpected{
            FileError{"cannot open the face at " + std::string{address} + ": " + system_reason()}};
    }
    return face;
}

std::string WebFace::url() const {
    return "http://" + text_of(address_) + "/";
}

void WebFace::add_to(std::vector<pollfd>& waiting) const {
    waiting.push_back({.fd = listener_.number(), .events = POLLIN, .revents = 0});
    for (const WebConnection& connection : connections_) {
        const auto events = connection.has_unsent() ? POLLIN | POLLOUT : POLLIN;
        waiting.push_back(
            {.fd = connection.descriptor(), .events = static_cast<short>(events), .revents = 0});
    }
}

void WebFace::serve(FaceOwner& owner, Clock::time_point now) {
    for (WebConnection& connection : connections_) {
        connection.flush();
        connection.receive(now);
        answer(connection, owner);
    }
    tell_followers(owner, now);
    connections_.remove_if([now](const WebConnection& each) { return each.is_over(now); });
    accept_browsers(now);  // into the places of those that have gone
}

std::optional<WebFace::Clock::time_point> WebFace::deadline() const {
    if (!is_followed()) {
        return std::nullopt;
    }
    return told_at_ + live_pause;
}

void WebFace::accept_browsers(Clock::time_point now) {
    for (;;) {
        Descriptor socket{
            ::accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
        if (!socket.is_open()) {
            return;
        }
        if (connections_.size() < most_connections) {
            connections_.emplace_back(std::move(socket), now);
        }
    }
}

void WebFace::answer(WebConnection& connection, FaceOwner& owner) {
    for (;;) {
        auto request = connection.next_request();
        if (!request) {
            connection.send(refusal(request.error(), transport_sentence(request.error())));
            connection.close_when_sent();
            return;
        }
        if (!*request) {
            return;
        }
        if ((*request)->method == WebMethod::get && (*request)->path == "/live" &&
            is_ours(**request)) {
            connection.send(event_stream_header() + event_text(owner.live_state()));
            connection.follow();
            return;
        }
        connection.send(answer_to(**request, owner));
    }
}

std::string WebFace::answer_to(const WebRequest& request, FaceOwner& owner) const {
    if (!is_ours(request)) {
        return refusal(403, "this request comes from another site");
    }
    if (request.method == WebMethod::post && request.path == "/do") {
        // Another site's form cannot say this type; its script would have to ask us first.
        if (request.content_type != json_type || request.origin.empty()) {
            return refusal(415, "a command is application/json from the page itself");
        }
        const auto command = parse_face_command(request.body);
        if (!command) {
            return refusal(400, command.error());
        }
        const auto done = owner.act(*command);
        return done ? web_answer(200, json_type, R"({"done":true})")
                    : refusal(409, done.error().reason, done.error().error);
    }
    if (request.method != WebMethod::get) {
        return refusal(405, "only GET, and POST of a command to /do");
    }
    if (request.path == "/cards") {
        return web_answer(200, json_type, owner.cards());
    }
    if (request.path == "/texts") {
        return web_answer(200, json_type, texts_json());
    }
    if (const auto asset = page_asset(request.path, language_)) {
        return web_answer(200, asset->type, asset->content);
    }
    return refusal(404, "there is no such page; the face is at /");
}

// Its host is an address of ours and not a foreign name that leads here; where the browser names
// the page that asks, it is our own.
bool WebFace::is_ours(const WebRequest& request) const {
    return is_host_of(request.host, address_) &&
           (request.origin.empty() || request.origin == "http://" + request.host);
}

void WebFace::tell_followers(const FaceOwner& owner, Clock::time_point now) {
    if (!is_followed() || now < told_at_ + live_pause) {
        return;
    }
    std::string state = owner.live_state();
    const bool changed = state != told_;
    if (!changed && now < told_at_ + longest_quiet) {
        return;
    }
    const std::string text = changed ? event_text(state) : ":\n\n";
    bool all_heard = true;
    for (WebConnection& connection : connections_) {
        if (connection.follows() && connection.has_unsent()) {
            all_heard = false;  // a slow reader gets the newest state when it has read the last
        } else if (connection.follows()) {
            connection.send(text);
        }
    }
    told_ = all_heard ? std::move(state) : std::string{};
    told_at_ = now;
}

bool WebFace::is_followed() const {
    return std::ranges::any_of(connections_, &WebConnection::follows);
}

}  // namespace boards
