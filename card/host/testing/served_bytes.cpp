#include "card/host/testing/served_bytes.h"

#include <sys/socket.h>

#include <array>

#include "base/ensure.h"
#include "card/host/file_descriptor.h"

namespace card::testing {

std::expected<InsertionEnd, CardFileFault> serve_bytes(CardFile& file,
                                                       std::span<const std::uint8_t> bytes,
                                                       CardProtocol protocol) {
    constexpr int nobody_pulls = -1;
    std::array<int, 2> ends{};
    base::ensure(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    const FileDescriptor reader{ends[0]};
    const FileDescriptor card{ends[1]};
    base::ensure(::send(reader.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
                 static_cast<ssize_t>(bytes.size()));
    base::ensure(::shutdown(reader.get(), SHUT_WR) == 0);
    return serve(file, card.get(), nobody_pulls, protocol);
}

}  // namespace card::testing
