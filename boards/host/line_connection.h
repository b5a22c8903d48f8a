// One connection that speaks in lines, in both directions, without ever blocking.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "boards/host/descriptor.h"

namespace boards {

class LineConnection {
 public:
    static constexpr std::size_t longest_line = std::size_t{64} << 10;
    // A reader that falls further behind is given up.
    static constexpr std::size_t most_unsent = std::size_t{16} << 20;

    // `socket` does not block.
    explicit LineConnection(Descriptor socket) : socket_{std::move(socket)} {}

    // Takes in what has arrived.
    void receive();
    // The next whole line without its end, or nothing.
    [[nodiscard]] std::optional<std::string> take_line();
    // Sends `line`, or what the other side does not take yet as soon as it does.
    void send(std::string_view line);
    void flush();

    [[nodiscard]] int descriptor() const { return socket_.number(); }
    [[nodiscard]] bool has_unsent() const { return !unsent_.empty(); }
    // The other side is gone, or breaks the rules.
    [[nodiscard]] bool is_over() const { return over_; }

 private:
    Descriptor socket_;
    std::string received_;
    std::string unsent_;
    bool over_ = false;
};

}  // namespace boards
