// A programming error stops the program, in every build. What comes from outside is never checked
// with this: it gets a reason (std::expected).
#pragma once

namespace base {

// Supplied once by each program: record what can be recorded and stop. Never returns.
// A meter records and resets by its watchdog; a server aborts.
[[noreturn]] void fail_safe(const char* file, int line);

// Stops unless `holds`. The caller's place is recorded.
constexpr void ensure(bool holds, const char* file = __builtin_FILE(),
                      int line = __builtin_LINE()) {
    if (!holds) {
        fail_safe(file, line);
    }
}

}  // namespace base
