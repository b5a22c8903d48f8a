// Any bytes as a load file: read or refused with a place, and what is read is in order and in
// range.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/ensure.h"
#include "boards/host/load_csv.h"
#include "meter/metrology/power_integrator.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto load =
        boards::parse_load_csv(std::string_view{reinterpret_cast<const char*>(data), size});
    if (!load) {
        base::ensure(load.error().line > 0 && !load.error().reason.empty());
        return 0;
    }
    base::ensure(!load->readings.empty() && load->readings[0].since_start.count() == 0);
    for (std::size_t i = 0; i < load->readings.size(); ++i) {
        const auto& reading = load->readings[i];
        base::ensure(!reading.power.is_negative() &&
                     reading.power <= meter::PowerIntegrator::largest_power);
        base::ensure(i == 0 || load->readings[i - 1].since_start < reading.since_start);
    }
    return 0;
}
