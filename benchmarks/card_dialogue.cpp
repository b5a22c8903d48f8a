// How many commands a second go through a PC/SC reader: the whole dialogue that a meter has with
// its card, again and again for three seconds, or the same stack with a card that only echoes.
//
//   card_dialogue --echo          a card that answers anything (echo_card)
//   card_dialogue K_METER-HEX     a personalised card of the meter with this key
#include <winscard.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <span>
#include <string_view>

#include "base/ensure.h"
#include "card/apdu.h"
#include "card/commands.h"
#include "card/id_record.h"
#include "card/key_derivation.h"
#include "card/scp03/host_channel.h"

namespace {

constexpr auto measured_for = std::chrono::seconds{3};

[[noreturn]] void stop(const char* what) {
    std::fprintf(stderr, "card_dialogue: %s\n", what);
    std::exit(1);
}

// The first reader with a card in it.
class Reader {
 public:
    Reader() {
        SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context_);
        std::array<char, 1024> names{};
        DWORD length = names.size();
        if (SCardListReaders(context_, nullptr, names.data(), &length) != SCARD_S_SUCCESS) {
            stop("no reader: is PCSCLITE_CSOCK_NAME that of the private pcscd?");
        }
        for (const char* name = names.data(); *name != '\0';
             name += std::string_view{name}.size() + 1) {
            DWORD protocol = 0;
            if (SCardConnect(context_, name, SCARD_SHARE_EXCLUSIVE,
                             SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card_,
                             &protocol) == SCARD_S_SUCCESS) {
                return;
            }
        }
        stop("no reader has a card in it");
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() {
        SCardDisconnect(card_, SCARD_LEAVE_CARD);
        SCardReleaseContext(context_);
    }

    // The answer lies in a buffer that the next call overwrites.
    std::span<const std::uint8_t> transmit(std::span<const std::uint8_t> command) {
        DWORD length = answer_.size();
        if (SCardTransmit(card_, SCARD_PCI_T1, command.data(), command.size(), nullptr,
                          answer_.data(), &length) != SCARD_S_SUCCESS) {
            stop("the card is gone");
        }
        ++commands_;
        return std::span{answer_}.first(length);
    }

    card::Response exchange(const card::Command& command) {
        const auto bytes = card::encode(command);
        const auto response = card::decode_response(transmit({bytes.data(), bytes.size()}));
        if (!response || response->status != card::StatusWord::done) {
            stop("the card refused");
        }
        return *response;
    }

    [[nodiscard]] std::int64_t commands() const { return commands_; }

 private:
    SCARDCONTEXT context_{};
    SCARDHANDLE card_{};
    std::array<std::uint8_t, 300> answer_{};
    std::int64_t commands_ = 0;
};

// One insertion as a meter does it: prove the card, read the order, write the report.
void insertion(Reader& reader, const card::Key128& meter_key, std::mt19937_64& random) {
    reader.exchange(card::select_application());
    const auto id_bytes = reader.exchange(card::read_identity()).data;
    const auto id = card::decode_id({id_bytes.data(), id_bytes.size()});
    if (!id) {
        stop("the card has no identity");
    }
    card::Challenge fresh{};
    for (auto& byte : fresh) {
        byte = static_cast<std::uint8_t>(random());
    }
    card::HostChannel channel;
    const auto challenges = channel.accept_challenge(
        reader.exchange(channel.initialize_update(card::KeySet::meter, fresh)));
    if (!challenges) {
        stop("the card gave no challenge");
    }
    const auto keys = card::card_keys(meter_key, id->serial, id->generation);
    const auto authenticate = channel.authenticate(card::session_keys(keys, *challenges));
    if (!authenticate || !channel.accept_authentication(reader.exchange(*authenticate))) {
        stop("the card is not this meter's");
    }
    const auto ask = [&](const card::Command& command) {
        const auto wrapped = channel.wrap(command);
        base::ensure(wrapped.has_value());
        const auto data = channel.unwrap(reader.exchange(*wrapped));
        if (!data) {
            stop("an answer that is not the card's");
        }
        return *data;
    };
    ask(card::get_counters());
    ask(card::read(card::File::order));
    constexpr std::array<std::uint8_t, card::report_size> report{};
    ask(card::update(card::File::report, report));
}

card::Block key_from_hex(std::string_view hex) {
    card::Block key{};
    if (hex.size() != 2 * key.size()) {
        stop("the key must have 32 hexadecimal digits");
    }
    for (std::size_t i = 0; i < key.size(); ++i) {
        std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, key[i], 16);
    }
    return key;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: card_dialogue --echo | card_dialogue K_METER-HEX\n");
        return 2;
    }
    const std::string_view argument{argv[1]};
    const bool is_echo = argument == "--echo";
    const card::Key128 meter_key{is_echo ? card::Block{} : key_from_hex(argument)};
    std::mt19937_64 random{std::random_device{}()};
    Reader reader;
    const std::array<std::uint8_t, 64> message{0x00, 0xEE, 0x00, 0x00, 58};
    const auto began = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - began < measured_for) {
        if (is_echo) {
            reader.transmit(message);
        } else {
            insertion(reader, meter_key, random);
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("%.1f\n", static_cast<double>(reader.commands()) / took.count());
    return 0;
}
