// Commands from outside, against a card: one after another, each its length in one byte and then
// its bytes. The first byte of the input says who sends them: 0 someone without keys, 1 the meter,
// 2 the office, the latter two inside their open channel.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>

#include "base/byte_reader.h"
#include "base/ensure.h"
#include "card/scp03/host_channel.h"
#include "card/software_card.h"

namespace {

using Bytes = std::span<const std::uint8_t>;

const card::ChannelKeys office_keys{card::Key128{{1}}, card::Key128{{2}}};
const card::ChannelKeys meter_keys{card::Key128{{3}}, card::Key128{{4}}};

card::SoftwareCard new_card() {
    card::CardMemory memory;
    memory.id = {card::CardKind::customer, card::LifeCycle::personalised,
                 card::CardSerial{1},      card::Generation{1},
                 card::MeterId{1},         card::CustomerNumber{1},
                 card::KeyVersion{1}};
    memory.issuer.keys = office_keys;
    memory.issuer_dek = card::Key128{{5}};
    memory.meter.keys = meter_keys;
    return card::SoftwareCard{memory};
}

card::Response answer_to(card::SoftwareCard& card, const card::Command& command) {
    return *card::decode_response(card.process(card::encode(command), card::Challenge{9}));
}

card::HostChannel opened(card::SoftwareCard& card, card::KeySet set,
                         const card::ChannelKeys& keys) {
    card::HostChannel host;
    static_cast<void>(answer_to(card, card::select_application()));
    const auto challenges =
        host.accept_challenge(answer_to(card, host.initialize_update(set, card::Challenge{8})));
    const auto proof = host.authenticate(card::session_keys(keys, *challenges));
    base::ensure(host.accept_authentication(answer_to(card, *proof)).has_value());
    return host;
}

// A command decodes to what it was encoded from.
void check_decoding(Bytes bytes) {
    if (const auto command = card::decode_command(bytes)) {
        base::ensure(std::ranges::equal(card::encode(*command), bytes));
    }
    if (const auto response = card::decode_response(bytes)) {
        base::ensure(std::ranges::equal(card::encode(*response), bytes));
    }
}

// Whatever is sent: the memory is one that a card can have, counts never fall, and the image
// changes only where the card says so.
class Watch {
 public:
    explicit Watch(const card::SoftwareCard& card) : card_{card} { keep(); }

    void after_a_command() {
        const card::CardMemory& now = card_.memory();
        base::ensure(now.meter.sessions >= meter_sessions_ &&
                     now.issuer.sessions >= issuer_sessions_);
        if (card_.changes() != changes_) {
            keep();
        }
    }
    void at_the_end() const { base::ensure(card_.image() == image_); }

 private:
    void keep() {
        changes_ = card_.changes();
        image_ = card_.image();
        meter_sessions_ = card_.memory().meter.sessions;
        issuer_sessions_ = card_.memory().issuer.sessions;
        const auto memory = card::decode_image(image_);
        base::ensure(memory && card::encode(*memory) == image_);
    }

    const card::SoftwareCard& card_;
    std::uint32_t changes_ = 0;
    card::CardImage image_{};
    std::uint32_t meter_sessions_ = 0;
    std::uint32_t issuer_sessions_ = 0;
};

// Says at the end how many commands all the inputs were.
struct Count {
    ~Count() { std::fprintf(stderr, "commands to the card: %llu\n", commands); }
    unsigned long long commands = 0;
};
Count count;

struct Opened {
    card::SoftwareCard card = new_card();
    card::HostChannel host;
};

Opened opened_by(card::KeySet set, const card::ChannelKeys& keys) {
    Opened opening;
    opening.host = opened(opening.card, set, keys);
    return opening;
}

// Sends one command in the channel; false where it is over.
bool send_secured(card::SoftwareCard& card, card::HostChannel& host, Bytes bytes) {
    const auto command = card::decode_command(bytes);
    if (!command) {
        return true;
    }
    const auto wrapped = host.wrap(*command);
    return !wrapped || host.unwrap(answer_to(card, *wrapped)).has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    base::ByteReader input{{data, size}};
    const std::uint8_t sender = input.u8() % 3;
    static const std::array<Opened, 3> beginnings{Opened{},
                                                  opened_by(card::KeySet::meter, meter_keys),
                                                  opened_by(card::KeySet::issuer, office_keys)};
    auto [card, host] = beginnings[sender];
    Watch watch{card};
    const card::SoftwareCard& opened_card = beginnings[sender].card;
    bool goes_on = true;
    while (goes_on && input.left() > 0) {
        const std::size_t announced = input.u8();
        const Bytes bytes = input.bytes(std::min(announced, input.left()));
        ++count.commands;
        check_decoding(bytes);
        if (sender == 0) {
            static_cast<void>(card.process(bytes, card::Challenge{7}));
        } else {
            goes_on = send_secured(card, host, bytes);
        }
        watch.after_a_command();
    }
    watch.at_the_end();
    if (sender == 0) {
        // Nobody gets in without keys.
        base::ensure(card.memory().meter.sessions == 0 && card.memory().issuer.sessions == 0);
    }
    if (sender != 2) {
        // Only the office says whose card this is and what was bought.
        base::ensure(card.memory().id.meter == opened_card.memory().id.meter);
        base::ensure(card.memory().order == opened_card.memory().order);
    }
    return 0;
}
