// What the commands of tallywatt-bench share.
#pragma once

#include <string>

namespace CLI {
class Validator;
}

inline constexpr int done = 0;
inline constexpr int refused = 1;
inline constexpr int wrong_usage = 2;

// A number from `low` to `high`; CLI11's own range lets through what is no number.
CLI::Validator within(double low, double high);

// Says why on the standard error; the status of a refusal.
int refuse(const std::string& reason);
