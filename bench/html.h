// The parts that reports for people are made of: HTML text.
#pragma once

#include <string>
#include <vector>

namespace bench {

// Everything up to the first words of the page.
[[nodiscard]] std::string page_head(const std::string& title);

[[nodiscard]] std::string number(double value, int digits = 4);

// One row of a table; the last cell of a row that `missed` its limit stands out.
[[nodiscard]] std::string row(const std::vector<std::string>& cells, bool missed = false);
[[nodiscard]] std::string table(const std::vector<std::string>& titles, const std::string& rows);

}  // namespace bench
