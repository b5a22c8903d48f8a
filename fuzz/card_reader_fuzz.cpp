// The path between card and reader. The first byte says which end hears the rest: the card program
// in a virtual reader or slot (bit 0 its protocol), or the desk's reader, to which they are
// answers.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <span>

#include "base/byte_reader.h"
#include "base/ensure.h"
#include "card/host/testing/served_bytes.h"
#include "card/software_card.h"
#include "card/t0/exchange.h"
#include "card/t0/responder.h"
#include "card/testing/temporary_folder.h"

namespace {

using Bytes = std::span<const std::uint8_t>;

// Fewer answers than a socket that nobody reads holds.
constexpr std::size_t longest = 384;

// One card for all inputs: whatever they do to it, it stays a card.
class CardProgram {
 public:
    void hear(Bytes bytes, card::CardProtocol protocol) {
        auto file = card::CardFile::open(path_, card::Durability::through_kills);
        base::ensure(file.has_value());
        const auto end = card::testing::serve_bytes(*file, bytes, protocol);
        base::ensure(end && *end == card::InsertionEnd::reader_gone);
        base::ensure(card::look_at_card(path_).has_value());
    }

 private:
    static std::filesystem::path made_in(const std::filesystem::path& folder) {
        const std::filesystem::path path = folder / "card";
        const auto image = card::SoftwareCard::blank(card::CardSerial{1}).image();
        base::ensure(card::CardFile::create(path, image).has_value());
        return path;
    }

    card::testing::TemporaryFolder folder_;
    std::filesystem::path path_ = made_in(folder_.path());
};

// However a card answers, an exchange ends, and with one answer or none.
void hear_answers(base::ByteReader script, card::CardProtocol protocol) {
    card::Command command{0x80, 0x10, 0, 0, {}, {}};
    command.data.resize(script.u8());
    if (script.u8() % 2 == 0) {
        command.expected_length = 0;
    }
    card::CardExchange exchange{protocol, command};
    bool goes_on = true;
    while (goes_on) {
        const std::size_t announced = script.u16();
        goes_on = exchange.accept(script.bytes(std::min(announced, script.left())));
        base::ensure(!goes_on || !exchange.message().empty());
    }
    base::ensure(!exchange.answer() || exchange.answer()->size() >= 2);
}

// A card behind T=0 answers anything with a status.
void hear_over_t0(base::ByteReader script) {
    card::SoftwareCard card = card::SoftwareCard::blank(card::CardSerial{1});
    card::T0Responder t0;
    while (script.left() > 0) {
        const std::size_t announced = script.u8();
        const auto command = t0.take(script.bytes(std::min(announced, script.left())));
        const card::ResponseBytes answer =
            command ? t0.give(card.process(*command, card::Challenge{7})) : t0.fetched();
        base::ensure(answer.size() >= 2);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static CardProgram program;
    base::ByteReader input{{data, std::min(size, longest)}};
    const std::uint8_t kind = input.u8();
    const auto protocol = kind % 2 == 0 ? card::CardProtocol::t1 : card::CardProtocol::t0;
    switch (kind / 2 % 3) {
        case 0:
            program.hear(input.bytes(input.left()), protocol);
            break;
        case 1:
            hear_answers(input, protocol);
            break;
        default:
            hear_over_t0(input);
    }
    return 0;
}
