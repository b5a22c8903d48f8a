// How a software card lets somebody into a channel, and what that costs who guesses.
#include <algorithm>
#include <limits>
#include <utility>

#include "base/byte_writer.h"
#include "card/instructions.h"
#include "card/scp03/initialize_update.h"
#include "card/software_card.h"

namespace card {
namespace {

constexpr std::size_t authentication_size = 16;  // host cryptogram and code

Response only(StatusWord status) {
    return {{}, status};
}

}  // namespace

// A proof that nothing but the comparison can refuse any more.
bool SoftwareCard::is_to_be_compared(const Command& command) const {
    return selected_ && channel_.is_challenged() &&
           command.cla == (proprietary_class | secured_bit) &&
           command.ins == instructions::external_authenticate && command.p1 == security_level_33 &&
           command.p2 == 0 && command.data.size() == authentication_size;
}

Response SoftwareCard::initialize_update(const Command& command, const Challenge& fresh) {
    drop_channel();
    const auto set = key_set_of(command.p1);
    if (!set) {
        return only(StatusWord::data_not_found);
    }
    if (*set != KeySet::field && command.p2 != 0) {
        return only(StatusWord::wrong_parameters);
    }
    place_ = command.p2;
    Challenges challenges{{}, fresh};
    if (command.data.size() != challenges.host.size()) {
        return only(StatusWord::wrong_length);
    }
    if (const StatusWord fault = fault_of_opening(*set); fault != StatusWord::done) {
        return only(fault);
    }
    std::ranges::copy(command.data, challenges.host.begin());
    InitializeUpdateAnswer answer;
    base::ByteWriter{answer.diversification}
        .u64(std::to_underlying(memory_.id.serial))
        .u16(std::to_underlying(memory_.id.generation));
    answer.key_set = *set;
    answer.card_challenge = fresh;
    answer.card_cryptogram = channel_.challenge(*set, guard_of(*set).keys, challenges);
    return {ResponseData{encode(answer)}, StatusWord::done};
}

// receive() has taken a try by now.
Response SoftwareCard::external_authenticate(const Command& command) {
    if (!channel_.is_challenged()) {
        drop_channel();
        return only(StatusWord::conditions_not_met);
    }
    if (command.p1 != security_level_33 || command.p2 != 0) {
        drop_channel();
        return only(StatusWord::wrong_parameters);
    }
    if (command.data.size() != authentication_size) {
        drop_channel();
        return only(StatusWord::wrong_length);
    }
    const Guard guard = guard_of(channel_.key_set());
    if (!channel_.authenticate(command)) {
        note(CardOperation::wrong_cryptogram);
        if (memory_.issuer.tries == 0) {
            memory_.id.life_cycle = LifeCycle::blocked;
        }
        return only(guard.tries == 0 ? StatusWord::blocked : StatusWord::not_allowed);
    }
    guard.tries = most_tries;
    ++guard.sessions;
    note(CardOperation::session_opened);
    return only(StatusWord::done);
}

SoftwareCard::Guard SoftwareCard::guard_of(KeySet set) {
    switch (set) {
        case KeySet::issuer:
            return {memory_.issuer.keys, memory_.issuer.tries, memory_.issuer.sessions};
        case KeySet::meter:
            return {memory_.meter.keys, memory_.meter.tries, memory_.meter.sessions};
        case KeySet::next_meter:
            return {memory_.next_meter, memory_.next_meter_tries, memory_.meter.sessions};
        case KeySet::field: {
            FieldPlace& place = (*field_)[place_];
            return {place.keys, place.tries, memory_.meter.sessions};
        }
    }
    std::unreachable();
}

// Why no channel of `set` can be opened now; `done` where it can.
StatusWord SoftwareCard::fault_of_opening(KeySet set) {
    if (set == KeySet::next_meter && memory_.id.next_key_version == KeyVersion{0}) {
        return StatusWord::data_not_found;
    }
    const bool is_there =
        set == KeySet::issuer || (set == KeySet::field) == is_field_card(memory_.id.kind);
    if (!is_there || (set == KeySet::field && (!is_in_field() || place_ >= field_->size() ||
                                               (*field_)[place_].meter == MeterId{}))) {
        return StatusWord::data_not_found;
    }
    const Guard guard = guard_of(set);
    const bool is_kept_out = set != KeySet::issuer && memory_.id.life_cycle == LifeCycle::blocked;
    if (is_kept_out || guard.tries == 0) {
        return StatusWord::blocked;
    }
    const bool is_for_meters = memory_.id.life_cycle == LifeCycle::personalised;
    if (set != KeySet::issuer && !is_for_meters) {
        return StatusWord::conditions_not_met;
    }
    if (guard.sessions == std::numeric_limits<std::uint32_t>::max()) {
        return StatusWord::conditions_not_met;
    }
    return StatusWord::done;
}

}  // namespace card
