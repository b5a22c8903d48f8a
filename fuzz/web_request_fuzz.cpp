// The web face's HTTP and commands: what is taken fits its limits, and is taken again as it was.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/ensure.h"
#include "boards/host/face/face_command.h"
#include "boards/host/face/web_message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view received{reinterpret_cast<const char*>(bytes), size};
    (void)boards::parse_face_command(received);
    const auto taken = boards::take_request(received);
    if (!taken || !*taken) {
        return 0;
    }
    const auto& [request, used] = **taken;
    base::ensure(used <= size && request.body.size() <= boards::longest_body);
    const auto again = boards::take_request(received.substr(0, used));
    base::ensure(again && *again && (*again)->size == used);
    base::ensure((*again)->request.path == request.path && (*again)->request.body == request.body);
    return 0;
}
