#include "boards/bare/bare_board.h"

template class meter::Meter<boards::BareBoard>;
