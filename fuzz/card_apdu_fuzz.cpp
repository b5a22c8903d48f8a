// Commands from outside, against a card: one after another, each its length in one byte and then
// its bytes. The first byte of the input says who sends them: 0 someone without keys, 1 the meter,
// 2 the office, the latter two inside their open channel; 3 and 4 the same to an inspector's card,
// 5 a meter to a fitter's, 6 the office to a parameter card.
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

const card::ChannelKeys field_keys{card::Key128{{6}}, card::Key128{{7}}};
constexpr std::size_t other_place = 1;  // the meters that send have place 0

card::FieldMemory new_field() {
    card::FieldMemory field;
    field[0].meter = card::MeterId{1};
    field[0].key_version = card::KeyVersion{1};
    field[0].keys = field_keys;
    field[0].tries = card::most_tries;
    field[other_place] = field[0];
    field[other_place].meter = card::MeterId{2};
    return field;
}

// The places of the field card of this input; each begins with those of new_field().
card::FieldMemory& places() {
    static card::FieldMemory field = new_field();
    return field;
}

// Takes back what an input did to them. All of them are many bytes: those that nobody has touched
// are left as they are.
void forget_places() {
    static const card::FieldMemory pristine = new_field();
    for (std::size_t i = 0; i < pristine.size(); ++i) {
        const bool is_untouched = i > other_place && places()[i].meter == card::MeterId{} &&
                                  card::is_blank(places()[i].parameters);
        if (!is_untouched) {
            places()[i] = pristine[i];
        }
    }
}

card::SoftwareCard new_field_card(card::CardKind kind) {
    card::CardMemory memory = new_card().memory();
    memory.id.kind = kind;
    memory.id.meter = card::MeterId{0};
    return card::SoftwareCard{memory, places()};
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

// Whatever is sent: counts never fall, the image changes only where the card says so, and in the
// end the memory is one that a card can have.
class Watch {
 public:
    // `image` is that of `card` now.
    Watch(const card::SoftwareCard& card, const card::CardImage& image)
        : card_{card}, changes_{card.changes()}, image_{image} {
        note_sessions();
    }

    void after_a_command() {
        const card::CardMemory& now = card_.memory();
        base::ensure(now.meter.sessions >= meter_sessions_ &&
                     now.issuer.sessions >= issuer_sessions_);
        if (card_.changes() != changes_) {
            changes_ = card_.changes();
            image_ = card_.image();
            has_changed_ = true;
            note_sessions();
        }
    }
    void at_the_end() const {
        base::ensure(card_.image() == image_);
        if (has_changed_) {
            const auto memory = card::decode_image(image_);
            base::ensure(memory && card::encode(*memory) == image_);
        }
    }

 private:
    void note_sessions() {
        meter_sessions_ = card_.memory().meter.sessions;
        issuer_sessions_ = card_.memory().issuer.sessions;
    }

    const card::SoftwareCard& card_;
    std::uint32_t changes_;
    card::CardImage image_;
    bool has_changed_ = false;
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
    card::CardImage image = card.image();
};

Opened opened_by(card::KeySet set, const card::ChannelKeys& keys,
                 card::SoftwareCard card = new_card()) {
    Opened opening{.card = card, .host = {}};
    opening.host = opened(opening.card, set, keys);
    opening.image = opening.card.image();
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
    using card::CardKind;
    using card::KeySet;
    static const std::array<Opened, 7> beginnings{
        Opened{},
        opened_by(KeySet::meter, meter_keys),
        opened_by(KeySet::issuer, office_keys),
        opened_by(KeySet::field, field_keys, new_field_card(CardKind::inspection)),
        opened_by(KeySet::issuer, office_keys, new_field_card(CardKind::inspection)),
        opened_by(KeySet::field, field_keys, new_field_card(CardKind::maintenance)),
        opened_by(KeySet::issuer, office_keys, new_field_card(CardKind::parameter))};
    const std::size_t sender = input.u8() % beginnings.size();
    const bool is_field_card = sender >= 3;
    if (is_field_card) {
        forget_places();
    }
    const Opened& beginning = beginnings[sender];
    card::SoftwareCard card = beginning.card;
    card::HostChannel host = beginning.host;
    Watch watch{card, beginning.image};
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
    if (sender == 3 || sender == 5) {
        // A meter reaches its own place alone.
        const card::FieldPlace& other = places()[other_place];
        base::ensure(other.tries == card::most_tries && card::is_blank(other.report) &&
                     card::is_blank(other.parameters));
        base::ensure(std::ranges::all_of(other.events,
                                         [](const auto& event) { return card::is_blank(event); }));
    }
    const bool is_office = sender == 2 || sender == 4 || sender == 6;
    if (!is_office) {
        // Only the office says whose card this is and what was bought.
        base::ensure(card.memory().id.meter == beginning.card.memory().id.meter);
        base::ensure(card.memory().order == beginning.card.memory().order);
    }
    return 0;
}
