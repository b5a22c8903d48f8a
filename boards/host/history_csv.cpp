#include "boards/host/history_csv.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "boards/host/utc_text.h"
#include "boards/host/whole_file.h"
#include "meter/credit/reason.h"
#include "meter/events/event_registers.h"
#include "meter/ports/eeprom.h"
#include "meter/ports/nor_flash.h"
#include "meter/storage/flash_layout.h"
#include "meter/storage/history_records.h"
#include "meter/storage/log_records.h"

namespace boards {
namespace {

using Ring = StoredHistory::Ring;

// Calls `line` with each payload, oldest first; a record that was written twice comes once. Where
// `is_lost` says so `line` gets nothing, once for all that follow each other.
template <typename AnyRing, typename Line, typename IsLost>
std::string csv_of(AnyRing& ring, std::string_view header, Line line, IsLost is_lost) {
    std::string text{header};
    text += '\n';
    std::vector<std::uint8_t> before;
    bool is_gap = false;
    for (std::uint32_t number = ring.oldest(); number <= ring.newest(); ++number) {
        std::vector<std::uint8_t> payload(ring.payload_size());
        const bool is_read = ring.read(number, payload);
        if (is_lost(number, is_read)) {
            text += std::exchange(is_gap, true) ? "" : line({});
        }
        if (!is_read) {
            continue;
        }
        is_gap = false;
        if (payload != before) {
            text += line(payload);
        }
        before = payload;
    }
    return text;
}

// A record that lives twice is lost only with both copies; then its line is missing.
constexpr auto never = [](std::uint32_t, bool) { return false; };

std::string yes_or_no(bool value) {
    return value ? "yes" : "no";
}

std::string reasons_text(const meter::Reasons& reasons) {
    std::string text;
    for (const meter::ReasonRule& rule : meter::reason_rules) {
        if (reasons.contains(rule.reason)) {
            text += (text.empty() ? "" : " ") + std::string{rule.name};
        }
    }
    return text;
}

std::string hex_text(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 0xF];
    }
    return text;
}

std::string line_of(std::initializer_list<std::string> fields) {
    std::string line;
    for (const std::string& field : fields) {
        line += (line.empty() ? "" : ",") + field;
    }
    return line + "\n";
}

// Three fields.
std::string registers_text(const meter::EventRegisters& registers) {
    return reasons_text(registers.reasons) + "," + std::to_string(registers.ordered_total.count()) +
           "," + std::to_string(registers.consumed_total.count());
}

}  // namespace

std::string events_csv(StoredHistory& history) {
    return csv_of(
        history.events(),
        "number,time,kind,detail,reasons_before,ordered_wh_before,consumed_mj_before,"
        "reasons_after,ordered_wh_after,consumed_mj_after",
        [](std::span<const std::uint8_t> payload) {
            const auto event = meter::decode_event(payload);
            if (!event) {
                return std::string{};
            }
            return line_of({std::to_string(event->number), utc_text(event->time),
                            std::string{meter::name_of(event->kind).name},
                            std::to_string(event->detail), registers_text(registers_before(*event)),
                            registers_text(registers_after(*event))});
        },
        never);
}

std::string load_profile_csv(StoredHistory& history) {
    auto& profile = history.load_profile();
    return csv_of(
        profile, "end,consumed_wh,clock_trusted,supply,had_power",
        [](std::span<const std::uint8_t> payload) {
            const auto value = meter::decode_profile(payload);
            if (!value) {
                return std::string{"gap,,,,\n"};
            }
            return line_of({utc_text(value->end), std::to_string(value->consumed_total.count()),
                            yes_or_no(value->clock_trusted),
                            value->supply_closed ? "closed" : "open", yes_or_no(value->had_power)});
        },
        [&profile](std::uint32_t number, bool is_read) {
            return (!is_read && !profile.was_passed_over(number)) || profile.is_lost_before(number);
        });
}

std::string readings_csv(Ring& ring) {
    return csv_of(
        ring,
        "time,clock_trusted,order_sequence,ordered_wh,consumed_mj,overdrawn_mj,"
        "highest_demand_mw,report_counter,report_digest",
        [](std::span<const std::uint8_t> payload) {
            const auto reading = meter::decode_reading(payload);
            if (!reading) {
                return std::string{};
            }
            return line_of({utc_text(reading->time), yes_or_no(reading->clock_trusted),
                            std::to_string(std::to_underlying(reading->order_sequence)),
                            std::to_string(reading->ordered_total.count()),
                            std::to_string(reading->consumed_total.count()),
                            std::to_string(reading->overdrawn_total.count()),
                            std::to_string(reading->highest_demand.count()),
                            std::to_string(reading->report_counter),
                            hex_text(reading->report_digest)});
        },
        never);
}

bool has_flash_header(const std::filesystem::path& path) {
    const auto image = read_whole_file(path);
    if (!image) {
        return false;
    }
    const std::span bytes{reinterpret_cast<const std::uint8_t*>(image->data()), image->size()};
    constexpr std::array sectors{meter::flash_layout::first_header_sector,
                                 meter::flash_layout::second_header_sector};
    return std::ranges::any_of(sectors, [&](std::uint32_t sector) {
        const std::size_t begin = sector * meter::nor_sector_bytes;
        return begin + meter::eeprom_page_bytes <= bytes.size() &&
               meter::decode_device_header(bytes.subspan(begin, meter::eeprom_page_bytes));
    });
}

std::string_view history_refusal(meter::MountError error) {
    switch (error) {
        case meter::MountError::foreign:
            return "holds the history of another meter: put the meter's own flash image there";
        case meter::MountError::newer_format:
            return "was written by a newer tallywatt-meter: use that one";
        case meter::MountError::damaged:
            return "names no meter, both of its headers are destroyed: put the meter's own flash "
                   "image there";
        case meter::MountError::absent:
        case meter::MountError::wrong_size:
        case meter::MountError::blank:
            return "holds no history: put the meter's own flash image of 1 MiB there";
    }
    std::unreachable();
}

std::expected<void, FileError> write_history(StoredHistory& history,
                                             const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return std::unexpected{FileError{"cannot make " + folder.string()}};
    }
    const std::array<std::pair<std::string_view, std::string>, 5> files{
        std::pair{"events.csv", events_csv(history)},
        {"load_profile.csv", load_profile_csv(history)},
        {"day_ends.csv", readings_csv(history.day_ends())},
        {"month_ends.csv", readings_csv(history.month_ends())},
        {"reports.csv", readings_csv(history.reports())}};
    for (const auto& [name, text] : files) {
        const std::span bytes{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
        if (const auto written = replace_file(folder / name, bytes, Durability::unsynced);
            !written) {
            return written;
        }
    }
    return {};
}

}  // namespace boards
