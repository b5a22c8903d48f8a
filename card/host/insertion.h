// A software card in a reader or a slot: from the moment it finds one until one of them goes. By
// the first byte it knows what it is in: pcscd's virtual reader (vpcd.h) or a slot (contacts.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>

#include "card/host/card_file.h"
#include "card/host/file_descriptor.h"
#include "card/t0/exchange.h"

namespace card {

// Where a reader listens for cards: pcscd's virtual reader, or the slot of a meter.
struct ReaderAddress {
    std::string host;
    std::string port;
};

// Tries again until the reader listens or `patience` has passed; then the reason, for people.
// `pulled` is a descriptor that becomes readable when the card is pulled out: it ends the waiting.
[[nodiscard]] std::expected<FileDescriptor, std::string> connect_to_reader(
    const ReaderAddress& address, std::chrono::milliseconds patience, int pulled);

enum class InsertionEnd : std::uint8_t { reader_gone, pulled_out };

// Answers the reader or slot, each change kept in `file` before its answer goes out. A card that
// speaks T=0 is for readers: a slot refuses it.
// Refused: cannot_write; the command that changed the card stays unanswered.
[[nodiscard]] std::expected<InsertionEnd, CardFileFault> serve(
    CardFile& file, int reader, int pulled, CardProtocol protocol = CardProtocol::t1);

}  // namespace card
