// The files of the card application, by short identifier.
#pragma once

#include <cstddef>
#include <cstdint>

#include "card/event_record.h"
#include "card/field_memory.h"
#include "card/history_memory.h"
#include "card/id_record.h"
#include "card/keys_record.h"
#include "card/order.h"
#include "card/parameter_set.h"
#include "card/report.h"

namespace card {

enum class File : std::uint8_t {
    id = 1,
    order = 2,
    parameters = 3,
    report = 4,
    log = 5,
    keys = 6,
    day_ends = 7,  // these two: P2 names one of several places
    month_ends = 8,
    first_event = 0x10,  // to 0x1F: sixteen events, on a customer's and on an inspection card
};

inline constexpr std::size_t log_record_size = 8;
inline constexpr std::size_t log_length = 16;
inline constexpr std::size_t log_size = log_record_size * log_length;

[[nodiscard]] constexpr File event_file(std::size_t index) {
    return static_cast<File>(static_cast<std::size_t>(File::first_event) + index);
}
[[nodiscard]] constexpr bool is_event_file(File file) {
    static_assert(kept_events == events_of_a_place);
    return file >= File::first_event && file < event_file(events_of_a_place);
}

[[nodiscard]] constexpr std::size_t event_index(File file) {
    return static_cast<std::size_t>(file) - static_cast<std::size_t>(File::first_event);
}
// On a customer's card.
[[nodiscard]] constexpr bool is_history_file(File file) {
    return file == File::day_ends || file == File::month_ends || is_event_file(file);
}

// A file is read and written whole; a file that nothing was written to reads as zeros.
[[nodiscard]] constexpr std::size_t size_of(File file) {
    if (is_event_file(file)) {
        return event_record_size;
    }
    switch (file) {
        case File::id:
            return id_size;
        case File::order:
            return order_size;
        case File::parameters:
            return parameter_set_size;
        case File::report:
            return report_size;
        case File::log:
            return log_size;
        case File::keys:
            return keys_record_size;
        case File::day_ends:
        case File::month_ends:
            return period_ends_size;
        case File::first_event:
            break;
    }
    return 0;
}

}  // namespace card
