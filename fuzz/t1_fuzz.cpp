// Both ends of the contacts hear whatever the bytes say, with silences anywhere. What they put on
// the line is a block, the terminal ends every exchange, and after a reset both work as new.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_reader.h"
#include "base/ensure.h"
#include "card/t1/answer_to_reset.h"
#include "card/t1/contact_stream.h"
#include "card/t1/station.h"

namespace {

using card::T1Role;
using card::T1Station;
using Bytes = std::vector<std::uint8_t>;

constexpr std::array<std::uint8_t, 5> command{0x00, 0xA4, 0x04, 0x00, 0x07};

void take_what_it_says(T1Station& station) {
    if (const auto block = station.take_output()) {
        const auto decoded = card::decode_t1_block(*block);
        base::ensure(decoded && card::encode(*decoded) == *block);
    }
    if (const auto message = station.take_message(); message && !message->empty()) {
        station.send(*message);
    }
}

void disturb(T1Station& station, base::ByteReader script) {
    while (script.left() != 0) {
        const std::uint8_t length = script.u8();
        if (length == 0) {
            station.silence();
        }
        for (std::size_t i = std::min<std::size_t>(length, script.left()); i > 0; --i) {
            station.receive(script.u8());
            take_what_it_says(station);
        }
        take_what_it_says(station);
    }
}

void must_end(T1Station& terminal) {
    for (unsigned i = 0; i <= T1Station::repeats_allowed + 1; ++i) {
        terminal.silence();
        take_what_it_says(terminal);
    }
    base::ensure(terminal.patience() == card::T1Patience::none);
}

// What the slot sends comes out at the card as it was.
void check_stream(std::span<const std::uint8_t> block) {
    card::ContactReader reader;
    std::size_t heard = 0;
    for (const std::uint8_t byte : card::escaped(block)) {
        const auto event = reader.take(byte);
        base::ensure(event.kind != card::ContactReader::Kind::reset);
        if (event.kind == card::ContactReader::Kind::byte) {
            base::ensure(event.byte == block[heard++]);
        }
    }
    base::ensure(heard == block.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span input{data, size};
    if (const auto block = card::decode_t1_block(input)) {
        base::ensure(std::ranges::equal(card::encode(*block), input));
    }
    if (const auto answer = card::decode_answer_to_reset(input)) {
        base::ensure(answer->card_field >= 1 && answer->card_field <= card::t1_largest_field);
    }
    check_stream(input.first(std::min(input.size(), card::T1Wire::capacity())));
    T1Station terminal{T1Role::terminal};
    terminal.send(command);
    disturb(terminal, base::ByteReader{input});
    T1Station card{T1Role::card};
    disturb(card, base::ByteReader{input});

    must_end(terminal);
    terminal.reset();
    card.reset();
    terminal.send(command);
    const auto block = terminal.take_output();
    for (const std::uint8_t byte : *block) {
        card.receive(byte);
    }
    const auto message = card.take_message();
    base::ensure(message && std::ranges::equal(*message, command));
    return 0;
}
