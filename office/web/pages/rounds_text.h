// What the pages of inspections and field cards say, in each language.
#pragma once

#include <string_view>

#include "card/id_record.h"
#include "office/web/pages/page_text.h"

namespace office {

struct RoundsText {
    std::string_view inspections;
    std::string_view inspections_note;
    std::string_view why;
    std::string_view overdrawn_by;       // followed by an energy
    std::string_view no_purchase_since;  // followed by a date
    std::string_view never_bought;
    std::string_view on_a_round;     // marks a meter
    std::string_view take_on_round;  // a tick
    std::string_view make_round;     // of the ticked meters
    std::string_view rounds;
    std::string_view round;
    std::string_view new_round;
    std::string_view new_round_note;
    std::string_view field_card;
    std::string_view kind;
    std::string_view carrier;
    std::string_view meters;
    std::string_view meters_hint;
    std::string_view not_meters;
    std::string_view write_card;
    std::string_view state;
    std::string_view is_lost;
    std::string_view is_not_written;
    std::string_view is_out;
    std::string_view read_back;
    std::string_view not_read_back;
    std::string_view is_over;
    std::string_view report_loss;
    std::string_view loss_note;
    std::string_view read_card;
    std::string_view read_card_note;
    std::string_view brought;
    std::string_view events;
    std::string_view not_visited;
    std::string_view altered;
    std::string_view is_newer;
    std::string_view is_older;
};

[[nodiscard]] const RoundsText& rounds_text(Language language);
[[nodiscard]] std::string_view field_kind_text(Language language, card::CardKind kind);

}  // namespace office
