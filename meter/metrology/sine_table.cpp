#include "meter/metrology/sine_table.h"

namespace meter {

constexpr SineTable sine_table = make_sine_table();

static_assert(sine_table[0] == 0 && sine_table[sine_steps / 4] == std::int32_t{1} << sine_bits);
static_assert(sine_table[sine_steps / 8] == sine_table[3 * sine_steps / 8]);

}  // namespace meter
