#include "boards/bare/bare_board.h"

template class meter::MeterMemory<boards::BareEeprom, boards::BareFlash>;
template void meter::MeterMemory<boards::BareEeprom, boards::BareFlash>::look_after(
    meter::Meter<boards::BareBoard>& meter);
template class meter::Meter<boards::BareBoard>;

// All that the core keeps in RAM, without the memory's own buffers, on a microcontroller: 8 KiB
// with a quarter of a kibibyte to spare.
static_assert(sizeof(void*) > 4 || sizeof(meter::Meter<boards::BareBoard>) <= 8 * 1024 - 256);
static_assert(sizeof(meter::State) <= 4 * 1024);
