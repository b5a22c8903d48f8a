// What a software card does with the history of its meter.
#include <algorithm>

#include "base/byte_writer.h"
#include "card/software_card.h"

namespace card {
namespace {

constexpr std::size_t counter_at = 12;  // the report counter, in either record
constexpr std::size_t counter_size = 4;

Response only(StatusWord status) {
    return {{}, status};
}

}  // namespace

std::array<std::uint8_t, history_counters_size> history_counters_of(const HistoryMemory& memory) {
    std::array<std::uint8_t, history_counters_size> bytes{};
    base::ByteWriter writer{bytes};
    const auto add = [&](const auto& records) {
        for (const auto& record : records) {
            writer.bytes(std::span{record}.template subspan<counter_at, counter_size>());
        }
    };
    add(memory.day_ends);
    add(memory.month_ends);
    add(memory.events);
    return bytes;
}

// Empty where there is no such place.
std::span<std::uint8_t> SoftwareCard::history_place(File file, std::uint8_t place) {
    HistoryMemory& history = memory_.history;
    if (file == File::day_ends && place < day_end_places) {
        return history.day_ends[place];
    }
    if (file == File::month_ends && place < month_end_places) {
        return history.month_ends[place];
    }
    if (is_event_file(file) && place == 0) {
        return history.events[event_index(file)];
    }
    return {};
}

Response SoftwareCard::read_history(File file, std::uint8_t place) {
    if (channel_.key_set() != KeySet::issuer) {
        return only(StatusWord::not_allowed);
    }
    const auto record = history_place(file, place);
    return record.empty()
               ? only(StatusWord::wrong_parameters)
               : Response{ResponseData{std::span<const std::uint8_t>{record}}, StatusWord::done};
}

// Not noted in the log: a meter writes many at once, and what a log is for would be pushed out.
StatusWord SoftwareCard::update_history(File file, const Command& command) {
    if (channel_.key_set() == KeySet::issuer) {
        return StatusWord::not_allowed;
    }
    const auto record = history_place(file, command.p2);
    if (record.empty()) {
        return StatusWord::wrong_parameters;
    }
    if (command.data.size() != record.size()) {
        return StatusWord::wrong_length;
    }
    if (memory_.id.life_cycle != LifeCycle::personalised) {
        return StatusWord::conditions_not_met;
    }
    std::ranges::copy(command.data, record.begin());
    ++changes_;
    return StatusWord::done;
}

}  // namespace card
