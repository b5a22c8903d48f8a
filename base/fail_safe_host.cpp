#include <cstdio>
#include <cstdlib>

#include "base/ensure.h"

namespace base {

void fail_safe(const char* file, int line) {
    std::fprintf(stderr, "fault: an internal rule was broken at %s:%d; please report it\n", file,
                 line);
    std::abort();
}

}  // namespace base
