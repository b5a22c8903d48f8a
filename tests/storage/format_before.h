// A device as the program before this one left it.
#pragma once

#include "boards/host/devices/at24_eeprom.h"
#include "boards/host/devices/w25q_nor_flash.h"

namespace storage_test {

// Rewrites everything in `eeprom` that is whole as format 2 with state records of version 2 had it:
// the highest demand in the energy part, longer times and totals, nothing of what the registers
// beside the credit have counted beyond their whole steps.
void downgrade(boards::At24Eeprom& eeprom);

// The same of a flash: no notes on the load profile.
void downgrade(boards::W25qNorFlash& flash);

}  // namespace storage_test
