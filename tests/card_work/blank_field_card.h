// A field card fresh from the factory, and a round of the one meter for it.
#pragma once

#include <memory>

#include "card/field_memory.h"
#include "card/software_card.h"
#include "tests/card_work/office_at_work.h"

namespace card_work {

inline constexpr card::CardSerial field_serial{0xF1E1D};

struct BlankFieldCard {
    std::unique_ptr<card::FieldMemory> field = std::make_unique<card::FieldMemory>();
    card::SoftwareCard card{card::SoftwareCard::blank(field_serial).memory(), *field};
};

inline office::IssueFieldCard round_of(const Office& office, card::CardKind kind) {
    office::IssueFieldCard field{
        .serial = {}, .kind = kind, .carrier = office.clerk, .meters = {Office::meter}};
    if (kind == card::CardKind::parameter) {
        field.parameters = card::Parameters{};
    }
    return field;
}

}  // namespace card_work
