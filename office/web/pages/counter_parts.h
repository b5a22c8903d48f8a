// Pieces that the counter's pages share.
#pragma once

#include <expected>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "office/domain/desk_message.h"
#include "office/domain/price.h"
#include "office/web/pages/page_visit.h"
#include "office/web/problem.h"

namespace office {

// "/counter?desk=counter-1", with further names and values.
[[nodiscard]] std::string counter_address(
    std::string_view path, std::string_view desk,
    std::initializer_list<std::pair<std::string_view, std::string_view>> more = {});

// Names and what belongs to them, escaped here.
[[nodiscard]] std::string details(
    std::initializer_list<std::pair<std::string_view, std::string>> lines);

// Every part of a price that is not zero, and what is to be paid.
[[nodiscard]] std::string price_table(const PageVisit& visit, const Price& price);

// A sentence that went wrong, read out at once.
[[nodiscard]] std::string alert(std::string_view sentence);
[[nodiscard]] std::string alert(const PageVisit& visit, const Problem& problem);

// What stands where the card is expected, and asks again until there is another card than `seen`.
enum class CardWatch : std::uint8_t { waiting, desk_gone, after_sale };
[[nodiscard]] std::string card_watch(const PageVisit& visit, std::string_view desk, CardWatch state,
                                     Insertion seen);

// The shift at the desk, where money is taken in shifts: opens or closes it. `complaint` belongs to
// its one field.
[[nodiscard]] std::string shift_section(const PageVisit& visit, std::string_view desk,
                                        std::string_view complaint = {});

// The whole page of a desk, with what went wrong above it.
struct CounterComplaints {
    std::string above{};  // HTML
    std::string_view meter{};
    std::string_view shift{};
    Insertion seen = Insertion::none;
};
[[nodiscard]] HttpResponse counter_page(int status, const PageVisit& visit, std::string_view desk,
                                        const CounterComplaints& complaints = {});

}  // namespace office
