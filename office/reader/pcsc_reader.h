// A card reader of the PC/SC service.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "office/domain/card_link.h"
#include "office/domain/desk_message.h"

namespace office {

struct ReaderState {
    std::string name;
    bool has_card = false;
};

class PcscReader final : public CardLink {
 public:
    // `name` is the reader's whole name; empty takes the first that the service lists.
    explicit PcscReader(std::string name);
    ~PcscReader() override;
    PcscReader(const PcscReader&) = delete;
    PcscReader& operator=(const PcscReader&) = delete;

    // All readers now; none also where the service does not run.
    [[nodiscard]] static std::vector<ReaderState> list();

    // Takes the card for this process alone, freshly reset, and gives its reset answer. Waits up to
    // two seconds for one to be put in. Refused: no_card, reader_gone.
    [[nodiscard]] std::expected<std::vector<std::uint8_t>, LinkProblem> connect();

    // In the card's own protocol, T=1 or T=0; an answer that waits in the card is fetched.
    // Refused: no_card without connect(), card_pulled, reader_gone. After a refusal the card is let
    // go: a handle is never trusted again.
    [[nodiscard]] std::expected<std::vector<std::uint8_t>, LinkProblem> transmit(
        std::span<const std::uint8_t> command) override;

    // Which card is in, without touching it: none where there is none. Refused: reader_gone.
    [[nodiscard]] std::expected<Insertion, LinkProblem> look() const;

    void release();

 private:
    struct Connection;  // a context and the card's handle in it

    [[nodiscard]] std::expected<std::vector<std::uint8_t>, LinkProblem> send(
        std::span<const std::uint8_t> message);
    [[nodiscard]] LinkProblem let_go(LinkProblem problem);

    std::string name_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace office
