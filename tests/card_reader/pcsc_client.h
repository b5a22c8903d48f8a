// A PC/SC client with one reader. What fails throws, but for a card that is gone.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace card_reader {

class PcscClient {
 public:
    // Waits until the service answers and has a reader.
    PcscClient();
    PcscClient(const PcscClient&) = delete;
    PcscClient& operator=(const PcscClient&) = delete;
    ~PcscClient();

    // Wait until there is, and there is not, a card; the first also connects to it.
    void wait_for_card();
    void wait_for_removal();

    // Nothing where the card is gone.
    [[nodiscard]] std::optional<std::vector<std::uint8_t>> transmit(
        std::span<const std::uint8_t> command);
    void reset_card();
    [[nodiscard]] std::vector<std::uint8_t> answer_to_reset();

 private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};

}  // namespace card_reader
