// A desk's side of its one connection: carries the office's questions to the reader and the
// reader's answers back. Holds no key and decides nothing.
#pragma once

#include <functional>
#include <string>

#include "office/domain/office_address.h"
#include "office/reader/pcsc_reader.h"

namespace office {

struct DeskRelaySettings {
    OfficeAddress office;
    std::string
        authorities;  // a PEM file of who may vouch for an office with TLS; empty: the system's
    std::string token;
    std::string desk;
};

// What became of one connection, in a sentence for the clerk.
struct RelayEnd {
    bool may_retry = true;  // false where the office refused the desk itself
    std::string reason;
};

// Connects, calls `connected`, and relays until the connection ends.
[[nodiscard]] RelayEnd relay_once(const DeskRelaySettings& settings, PcscReader& reader,
                                  const std::function<void()>& connected);

}  // namespace office
