#include "boards/host/testing/opened_meter.h"

#include <filesystem>

#include "base/ensure.h"
#include "meter/storage/state_record.h"

namespace boards::testing {

StateFile opened_meter(const std::filesystem::path& folder, base::WattHours ordered) {
    std::filesystem::create_directories(folder);
    const auto path = folder / "meter.state";
    base::ensure(
        StateFile::create(path, {.meter = card::MeterId{17}, .meter_key = {}}).has_value());
    meter::State opened;
    opened.opened = true;
    opened.reasons = {};
    opened.account.take({.sequence = card::Sequence{1}, .ordered_total = ordered});
    meter::StateRecord record{};
    encode(opened, record);
    base::ensure(StateFile::open(path, Durability::unsynced)->save(record).has_value());
    return *StateFile::open(path, Durability::unsynced);
}

}  // namespace boards::testing
