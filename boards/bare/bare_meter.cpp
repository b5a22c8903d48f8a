#include "boards/bare/bare_board.h"

template class meter::MeterMemory<boards::BareEeprom, boards::BareFlash>;
template void meter::MeterMemory<boards::BareEeprom, boards::BareFlash>::look_after(
    meter::Meter<boards::BareBoard>& meter);
template class meter::Meter<boards::BareBoard>;
