#include "boards/host/host_board.h"

template class meter::Meter<boards::HostBoard>;
