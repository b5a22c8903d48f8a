#include "office/reader/card_standing.h"

#include <algorithm>
#include <vector>

namespace office {

CardWork::Result<void> check_customers_card(const card::IdRecord& id, const Store& store) {
    if (id.life_cycle == card::LifeCycle::blank) {
        return {};
    }
    const auto books = store.meter(id.meter);
    if (!books) {
        return std::unexpected{books.error()};
    }
    const bool is_newest = *books && (*books)->card && (*books)->card->serial == id.serial;
    if (is_newest && id.key_version < (*books)->card_key_version) {
        return std::unexpected{CardProblem::card_of_left_key};
    }
    return {};
}

CardWork::Result<void> check_field_card(const card::IdRecord& id, const Store& store) {
    const auto rounds = store.field_rounds(id.serial);
    if (!rounds) {
        return std::unexpected{rounds.error()};
    }
    const bool is_blank = id.life_cycle == card::LifeCycle::blank;
    for (const FieldRound& round : *rounds) {
        if (is_blank && round.is_written) {
            return std::unexpected{CardProblem::card_not_genuine};
        }
        const bool is_left = round.is_written && id.generation < round.round;
        const bool is_of_another_key =
            id.generation == round.round && id.key_version != round.key_version;
        if (!is_blank && (is_left || is_of_another_key)) {
            return std::unexpected{CardProblem::card_of_left_key};
        }
    }
    return {};
}

}  // namespace office
