#include "tests/card_reader/private_pcscd.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "card/host/file_descriptor.h"

namespace card_reader {
namespace {

constexpr const char* daemon_path = "/usr/sbin/pcscd";
constexpr const char* driver_path = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
constexpr int first_passed_descriptor = 3;  // as the service expects of whoever activates it

bool is_free(std::uint16_t port) {
    const card::FileDescriptor probe{::socket(AF_INET, SOCK_STREAM, 0)};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    return ::bind(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

// A reader takes two neighbouring ports, one for each slot. Each process starts at its own pair,
// below the ports that the system gives to connections.
std::uint16_t two_free_ports() {
    for (int port = 10'000 + 2 * (::getpid() % 10'000); port < 32'000; port += 2) {
        const auto first = static_cast<std::uint16_t>(port);
        if (is_free(first) && is_free(static_cast<std::uint16_t>(port + 1))) {
            return first;
        }
    }
    throw std::runtime_error{"no two free ports"};
}

card::FileDescriptor listening_at(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.string().size() >= sizeof address.sun_path) {
        throw std::runtime_error{"the path of the socket is too long: " + path.string()};
    }
    std::strcpy(address.sun_path, path.c_str());
    card::FileDescriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket.get(), 16) != 0) {
        throw std::runtime_error{"no socket can be made at " + path.string()};
    }
    return socket;
}

}  // namespace

PrivatePcscd::PrivatePcscd() : port_{two_free_ports()} {
    const std::filesystem::path readers = folder_.path() / "readers";
    std::filesystem::create_directory(readers);
    std::ofstream{readers / "vpcd"} << "FRIENDLYNAME \"Test\"\n"
                                    << "DEVICENAME   /dev/null:" << port_ << '\n'
                                    << "LIBPATH      " << driver_path << '\n'
                                    << "CHANNELID    " << port_ << '\n';
    const std::string socket_path = folder_.path() / "pcscd.comm";
    const card::FileDescriptor socket = listening_at(socket_path);
    ::setenv("PCSCLITE_CSOCK_NAME", socket_path.c_str(), 1);
    process_ = ::fork();
    if (process_ == 0) {
        ::dup2(socket.get(), first_passed_descriptor);
        ::fcntl(first_passed_descriptor, F_SETFD, 0);  // also where both were the same
        ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
        ::setenv("LISTEN_FDS", "1", 1);
        ::execl(daemon_path, daemon_path, "--foreground", "--error", "--config", readers.c_str(),
                nullptr);
        ::_exit(127);
    }
}

PrivatePcscd::~PrivatePcscd() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
}

}  // namespace card_reader
