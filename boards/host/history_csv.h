// The meter's history as CSV files: one header line, then the oldest record first.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "boards/host/file_error.h"
#include "boards/host/stored_devices.h"
#include "meter/storage/history.h"
#include "meter/storage/mount_error.h"

namespace boards {

using StoredHistory = meter::History<StoredFlash>;

// number,time,kind,detail, then the registers before and after it: reasons_before,
// ordered_wh_before,consumed_mj_before,reasons_after,ordered_wh_after,consumed_mj_after
[[nodiscard]] std::string events_csv(StoredHistory& history);
// end,consumed_wh,clock_trusted,supply,had_power; where a record is lost the line says "gap"
[[nodiscard]] std::string load_profile_csv(StoredHistory& history);
// time,clock_trusted,order_sequence,ordered_wh,consumed_mj,overdrawn_mj,highest_demand_mw,
// report_counter,report_digest
[[nodiscard]] std::string readings_csv(StoredHistory::Ring& ring);

// The flash image at `path` has a header, without which nothing in it is known to be of this meter.
// A running meter begins a new history on one without.
[[nodiscard]] bool has_flash_header(const std::filesystem::path& path);

// What is told to the user of a flash that holds no history of the meter: behind the file's name.
[[nodiscard]] std::string_view history_refusal(meter::MountError error);

// Writes events.csv, load_profile.csv, day_ends.csv, month_ends.csv and reports.csv into `folder`,
// which is made where it is missing. Refused: a folder or file that cannot be written.
[[nodiscard]] std::expected<void, FileError> write_history(StoredHistory& history,
                                                           const std::filesystem::path& folder);

}  // namespace boards
