// Clients that sell over HTTP as fast as the office answers: each keeps one connection and sends
// its next sale when the one before is acknowledged. Prints acknowledged sales a second, then the
// median and the 99th percentile of what a client waited for one, in milliseconds.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Load {
    std::uint16_t port = 0;
    std::string token;
    std::chrono::seconds lasts;
    unsigned clients = 0;
    std::vector<std::string> meters;  // client i sells to meter i modulo their number
};

// A version 7 UUID: milliseconds since 1970, then random bits.
std::string new_command_id(std::mt19937_64& random) {
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    const auto milliseconds = static_cast<std::uint64_t>(now.count());
    const std::uint64_t a = random();
    const std::uint64_t b = random();
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%08llx-%04llx-7%03llx-%04llx-%012llx",
                  static_cast<unsigned long long>(milliseconds >> 16),
                  static_cast<unsigned long long>(milliseconds & 0xFFFF),
                  static_cast<unsigned long long>(a & 0xFFF),
                  static_cast<unsigned long long>(0x8000 | (a >> 12 & 0x3FFF)),
                  static_cast<unsigned long long>(b & 0xFFFFFFFFFFFF));
    return text.data();
}

class Connection {
 public:
    explicit Connection(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        is_open_ =
            ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { ::close(socket_); }

    // Sends a request and reads its whole answer, whose length its head tells; the status, or
    // nothing where the connection broke.
    std::optional<int> exchange(const std::string& request) {
        if (!is_open_ || ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) < 0) {
            return std::nullopt;
        }
        answer_.clear();
        std::size_t wanted = std::string::npos;
        while (answer_.size() < wanted) {
            std::array<char, 4096> part{};
            const auto count = ::recv(socket_, part.data(), part.size(), 0);
            if (count <= 0) {
                return std::nullopt;
            }
            answer_.append(part.data(), static_cast<std::size_t>(count));
            if (wanted == std::string::npos) {
                wanted = whole_length();
            }
        }
        return std::atoi(answer_.c_str() + answer_.find(' '));
    }
    [[nodiscard]] const std::string& answer() const { return answer_; }

 private:
    [[nodiscard]] std::size_t whole_length() const {
        const auto head = answer_.find("\r\n\r\n");
        if (head == std::string::npos) {
            return head;
        }
        const auto field = answer_.find("Content-Length: ");
        const auto body =
            field < head ? std::strtoull(answer_.c_str() + field + 16, nullptr, 10) : 0;
        return head + 4 + body;
    }

    int socket_;
    bool is_open_ = false;
    std::string answer_;
};

using Waits = std::vector<double>;  // milliseconds, one for each sale acknowledged

// Sells until the time is over; nothing where a sale was refused.
std::optional<Waits> sell(const Load& load, const std::string& meter, unsigned seed) {
    std::mt19937_64 random{seed};
    Connection office{load.port};
    const std::string body = R"({"meter":")" + meter + R"(","energy_wh":1000,"write":false})";
    const auto began = std::chrono::steady_clock::now();
    Waits waits;
    while (std::chrono::steady_clock::now() - began < load.lasts) {
        const auto asked = std::chrono::steady_clock::now();
        const auto status = office.exchange(
            "POST /api/v1/sales HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
            load.token + "\r\nIdempotency-Key: " + new_command_id(random) +
            "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n\r\n" + body);
        if (status != 200 && status != 201) {
            std::fprintf(stderr, "sale_load: refused: %s\n", office.answer().c_str());
            return std::nullopt;
        }
        const std::chrono::duration<double, std::milli> waited =
            std::chrono::steady_clock::now() - asked;
        waits.push_back(waited.count());
    }
    return waits;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 6) {
        std::fprintf(stderr, "usage: sale_load PORT TOKEN-FILE SECONDS CLIENTS METER...\n");
        return 2;
    }
    Load load;
    load.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
    std::getline(std::ifstream{argv[2]}, load.token);
    load.lasts = std::chrono::seconds{std::atoi(argv[3])};
    load.clients = static_cast<unsigned>(std::atoi(argv[4]));
    load.meters.assign(argv + 5, argv + argc);

    std::vector<Waits> waits(load.clients);
    std::atomic<bool> refused = false;
    {
        std::vector<std::jthread> clients;
        for (unsigned i = 0; i < load.clients; ++i) {
            clients.emplace_back([&, i] {
                const auto sold =
                    sell(load, load.meters[i % load.meters.size()], std::random_device{}() + i);
                waits[i] = sold.value_or(Waits{});
                refused = refused || !sold;
            });
        }
    }
    if (refused) {
        return 1;
    }
    Waits all;
    for (const Waits& of_one : waits) {
        all.insert(all.end(), of_one.begin(), of_one.end());
    }
    if (all.empty()) {
        std::fprintf(stderr, "sale_load: no sale was made\n");
        return 1;
    }
    std::ranges::sort(all);
    std::printf("%.1f\n%.3f\n%.3f\n",
                static_cast<double>(all.size()) / static_cast<double>(load.lasts.count()),
                all[all.size() / 2], all[all.size() * 99 / 100]);
    return 0;
}
