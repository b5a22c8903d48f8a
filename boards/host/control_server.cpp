#include "boards/host/control_server.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

#include "boards/host/system_reason.h"

namespace boards {
namespace {

std::unexpected<FileError> refused(const std::filesystem::path& path, const std::string& because) {
    return std::unexpected{
        FileError{"cannot open the control socket " + path.string() + ": " + because}};
}

bool is_listened_on(const sockaddr_un& address) {
    const Descriptor probe{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    return probe.is_open() && ::connect(probe.number(), reinterpret_cast<const sockaddr*>(&address),
                                        sizeof address) == 0;
}

}  // namespace

std::expected<ControlServer, FileError> ControlServer::listen(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.native().size() >= sizeof address.sun_path) {
        return refused(path, "its path is longer than 107 bytes");
    }
    std::ranges::copy(path.native(), std::begin(address.sun_path));  // the rest is zeros
    if (is_listened_on(address)) {
        return refused(path, "another process listens on it");
    }
    // Where it cannot be removed, bind() says why.
    if (std::error_code error; std::filesystem::is_socket(path, error)) {
        std::filesystem::remove(path, error);
    }
    ControlServer server;
    server.listener_ = Descriptor{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!server.listener_.is_open()) {
        return refused(path, system_reason());
    }
    const mode_t before = ::umask(0077);
    const bool bound = ::bind(server.listener_.number(),
                              reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::umask(before);
    if (!bound || ::listen(server.listener_.number(), SOMAXCONN) != 0) {
        return refused(path, system_reason());
    }
    server.path_ = path;
    return server;
}

ControlServer::~ControlServer() {
    if (listener_.is_open()) {
        ::unlink(path_.c_str());
    }
}

void ControlServer::add_to(std::vector<pollfd>& waiting) const {
    waiting.push_back({.fd = listener_.number(), .events = POLLIN, .revents = 0});
    for (const auto& [id, client] : clients_) {
        const auto events = client.has_unsent() ? POLLIN | POLLOUT : POLLIN;
        waiting.push_back(
            {.fd = client.descriptor(), .events = static_cast<short>(events), .revents = 0});
    }
}

std::vector<ClientLine> ControlServer::collect() {
    accept_clients();
    std::vector<ClientLine> lines;
    for (auto& [id, client] : clients_) {
        client.flush();
        client.receive();
        while (auto line = client.take_line()) {
            lines.push_back({.client = id, .line = *std::move(line)});
        }
    }
    std::erase_if(clients_, [](const auto& entry) { return entry.second.is_over(); });
    return lines;
}

void ControlServer::accept_clients() {
    for (;;) {
        Descriptor socket{
            ::accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
        if (!socket.is_open()) {
            return;
        }
        clients_.emplace(++last_client_, LineConnection{std::move(socket)});
    }
}

void ControlServer::send(ClientId client, std::string_view line) {
    const auto found = clients_.find(client);
    if (found != clients_.end()) {
        found->second.send(line);
    }
}

}  // namespace boards
