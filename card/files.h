// The files of the card application, by short identifier. 7 is kept for history.
#pragma once

#include <cstddef>
#include <cstdint>

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
};

inline constexpr std::size_t log_record_size = 8;
inline constexpr std::size_t log_length = 16;
inline constexpr std::size_t log_size = log_record_size * log_length;

// A file is read and written whole; a file that nothing was written to reads as zeros.
[[nodiscard]] constexpr std::size_t size_of(File file) {
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
    }
    return 0;
}

}  // namespace card
