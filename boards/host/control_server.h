// The control socket: a UNIX socket that any number of clients connect to.
#pragma once

#include <poll.h>

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "boards/host/descriptor.h"
#include "boards/host/file_error.h"
#include "boards/host/line_connection.h"

namespace boards {

using ClientId = std::uint64_t;

struct ClientLine {
    ClientId client = 0;
    std::string line;
};

class ControlServer {
 public:
    // Without a socket: nobody ever asks.
    ControlServer() = default;
    // Listens at `path`, which only the owner may use; a socket left there by a process that is
    // gone is replaced. Refused: a path of more than 107 bytes, a socket somebody still listens on.
    [[nodiscard]] static std::expected<ControlServer, FileError> listen(
        const std::filesystem::path& path);
    ControlServer(ControlServer&&) = default;
    ControlServer& operator=(ControlServer&&) = default;
    // Takes its socket away.
    ~ControlServer();

    // Adds what poll() waits for on behalf of collect().
    void add_to(std::vector<pollfd>& waiting) const;
    // The lines that have arrived. Never blocks.
    [[nodiscard]] std::vector<ClientLine> collect();
    // A client that is gone is passed over.
    void send(ClientId client, std::string_view line);
    [[nodiscard]] bool is_connected(ClientId client) const { return clients_.contains(client); }

 private:
    void accept_clients();

    std::filesystem::path path_;
    Descriptor listener_;
    ClientId last_client_ = 0;
    std::map<ClientId, LineConnection> clients_;
};

}  // namespace boards
