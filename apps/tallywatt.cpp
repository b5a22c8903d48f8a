// tallywatt: the office's command line.
#include "office/cli/tallywatt.h"

int main(int argc, char** argv) {
    return office::tallywatt_main(argc, argv, TALLYWATT_VERSION);
}
