// What a commit of the meter costs on this machine, on models of the devices: energy alone, and
// anything else. Beside it the least that it could be: one checksum over the encoded state. Prints
// microseconds.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <span>

#include "base/crc32c.h"
#include "base/ensure.h"
#include "boards/host/devices/at24_eeprom.h"
#include "boards/host/devices/w25q_nor_flash.h"
#include "meter/storage/meter_memory.h"

namespace {

template <typename Act>
double microseconds_of(int times, Act act) {
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < times; ++i) {
        act();
    }
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - began;
    return took.count() / times;
}

}  // namespace

int main() {
    boards::At24Eeprom eeprom;
    boards::W25qNorFlash flash;
    meter::MeterMemory memory{eeprom, flash};
    meter::State state;
    meter::StoredState room{};
    base::ensure(memory.key(meter::Keying{.meter = card::MeterId{1}}, state, room).has_value());

    meter::StateRecord record{};
    const auto commit = [&] {
        encode(state, record);
        base::ensure(memory.save(record).has_value());
    };
    const double energy = microseconds_of(100'000, [&] {
        state.account.consume(base::Millijoules{1});
        commit();
    });
    const double all = microseconds_of(5'000, [&] {
        ++state.challenge_counter;
        commit();
    });
    std::uint32_t checksum = 0;
    const double least = microseconds_of(100'000, [&] {
        record[0] = static_cast<std::uint8_t>(checksum);
        checksum = base::crc32c(record, checksum);
    });
    std::printf("%.3f\n%.3f\n%.3f\n", energy, all, least);
    return 0;
}
