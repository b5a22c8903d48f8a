#include "apps/bench_program.h"

#include <CLI/CLI.hpp>
#include <cstdio>

CLI::Validator within(double low, double high) {
    return CLI::Validator{[low, high](const std::string& text) {
                              double value = 0;
                              const bool is_within = CLI::detail::lexical_cast(text, value) &&
                                                     value >= low && value <= high;
                              return is_within
                                         ? std::string{}
                                         : text + " is not from " + CLI::detail::to_string(low) +
                                               " to " + CLI::detail::to_string(high);
                          },
                          CLI::detail::to_string(low) + " to " + CLI::detail::to_string(high)};
}

int refuse(const std::string& reason) {
    std::fprintf(stderr, "tallywatt-bench: %s\n", reason.c_str());
    return refused;
}
