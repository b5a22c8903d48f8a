// One piece of the office's card work with everything that it needs, to be disturbed and done
// again.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "tests/card_work/blank_field_card.h"
#include "tests/card_work/office_at_work.h"
#include "tests/card_work/reader.h"

namespace card_work {

enum class Work : std::uint8_t {
    issue,
    read,
    sell,
    reverse,
    begin_next_key,   // a sale that puts the meter's next key on the card
    finish_next_key,  // a sale after a report under that key
    issue_field,
    read_field,
};
inline constexpr std::array all_work{Work::issue,       Work::read,           Work::sell,
                                     Work::reverse,     Work::begin_next_key, Work::finish_next_key,
                                     Work::issue_field, Work::read_field};
[[nodiscard]] std::string name_of(Work work);

class Story {
 public:
    // Everything up to the work itself, undisturbed.
    Story(Token& token, Work work);

    // Does the work at `office`, which is office() or the one that started again after it. True
    // where it came through whole.
    [[nodiscard]] bool act(Office& office, const Interference& between);
    // The same in peace, as the clerk asks for it again: with the same id, or with a new one where
    // the disturbed card made the books refuse that.
    [[nodiscard]] bool act_again(Office& office);

    // What must hold however the work was cut short: nothing is proven in the books that is not so
    // on the card, nothing was taken twice, and nobody is accused.
    void expect_books_say_what_is_so(Office& office);
    // What must hold once the work came through.
    void expect_done(Office& office);
    // And the card is served at its next visit.
    void expect_served(Office& office);

    [[nodiscard]] Office& office() { return office_; }
    [[nodiscard]] card::SoftwareCard& card() { return is_field() ? blank_.card : card_; }

 private:
    [[nodiscard]] bool is_field() const {
        return work_ == Work::issue_field || work_ == Work::read_field;
    }
    [[nodiscard]] bool is_sale() const {
        return work_ == Work::sell || work_ == Work::begin_next_key ||
               work_ == Work::finish_next_key;
    }
    [[nodiscard]] card::CardKind field_kind() const {
        return work_ == Work::issue_field ? card::CardKind::parameter : card::CardKind::inspection;
    }
    [[nodiscard]] std::optional<office::CardFailure> failure_of(Office& office,
                                                                const Interference& between);
    void prepare();
    void expect_card_is(const card::IdRecord& id, card::KeyVersion version);
    void expect_field_card_is_written();

    Token& token_;
    Work work_;
    Office office_;
    card::SoftwareCard card_ = card::SoftwareCard::blank(serial);
    BlankFieldCard blank_;
    CommandId id_ = Office::next_id();
    office::ReverseSale reverse_{};
    std::size_t sales_before_ = 0;
    card::ReportBytes written_by_meter_{};
};

// Nobody in the middle.
[[nodiscard]] Interference undisturbed();

}  // namespace card_work
