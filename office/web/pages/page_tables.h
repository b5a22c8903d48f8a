// The tables that several pages show.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "office/domain/findings.h"
#include "office/domain/views.h"
#include "office/web/pages/page_text.h"

namespace office {

// A table that scrolls sideways where it is wider than its page, also by keyboard.
[[nodiscard]] std::string scrolling_table(std::string_view title, std::string_view head,
                                          std::string_view rows);

// What is wrong, as a list; empty where nothing is.
[[nodiscard]] std::string findings_list(Language language, Findings findings);

// A table under its title, or that there is nothing yet. `head` and `rows` are HTML.
[[nodiscard]] std::string table_section(const PageText& text, std::string_view title,
                                        std::string_view note, std::string_view head,
                                        std::string_view rows);

[[nodiscard]] std::string customers_section(const PageText& text,
                                            const std::vector<CustomerView>& customers);
[[nodiscard]] std::string sales_section(Language language, const std::vector<SaleView>& sales,
                                        std::string_view currency);
[[nodiscard]] std::string readings_section(Language language,
                                           const std::vector<ReadingView>& readings);

}  // namespace office
