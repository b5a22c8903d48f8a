// A PC/SC service of this test's own: its socket, reader and port are nobody else's, and it needs
// no rights. It ends with its scope.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "card/testing/temporary_folder.h"

namespace card_reader {

class PrivatePcscd {
 public:
    // Sets where PC/SC clients of this process find the service. Throws where it cannot be started.
    PrivatePcscd();
    PrivatePcscd(const PrivatePcscd&) = delete;
    PrivatePcscd& operator=(const PrivatePcscd&) = delete;
    ~PrivatePcscd();

    // Where a card is inserted.
    [[nodiscard]] std::string reader_address() const {
        return "127.0.0.1:" + std::to_string(port_);
    }

 private:
    card::testing::TemporaryFolder folder_;
    std::uint16_t port_ = 0;
    pid_t process_ = -1;
};

}  // namespace card_reader
