#include "boards/bare/bare_board.h"

template class meter::History<boards::BareFlash>;
template class meter::LoggedStateStore<boards::BareEeprom>;
template class meter::Meter<boards::BareBoard>;
