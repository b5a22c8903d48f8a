// A disk that is full: for tests of what a program does then.
#pragma once

#include <sys/resource.h>

#include <csignal>
#include <cstddef>

namespace card::testing {

// While it lives, no file can be written beyond `bytes`.
class LargestFile {
 public:
    explicit LargestFile(std::size_t bytes) : handler_{std::signal(SIGXFSZ, SIG_IGN)} {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    LargestFile(const LargestFile&) = delete;
    LargestFile& operator=(const LargestFile&) = delete;
    ~LargestFile() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

 private:
    void (*handler_)(int);
    rlimit before_{};
};

}  // namespace card::testing
