// Every dialogue that a meter has with a card, ready to be attacked: what is in the thief's hand
// and what it does where nobody disturbs it.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "card/testing/cards.h"
#include "tests/attacks/home.h"
#include "tests/attacks/shim.h"

namespace attacks {

// By what the card brings: an order alone, parameters or the next key beside it, an order to a
// meter with a past to tell; or a field card of each kind.
enum class Dialogue { plain, parameters, keys, history, inspection, parameter_card, maintenance };

inline constexpr std::array dialogues{
    Dialogue::plain,      Dialogue::parameters,     Dialogue::keys,       Dialogue::history,
    Dialogue::inspection, Dialogue::parameter_card, Dialogue::maintenance};

[[nodiscard]] std::string name_of(Dialogue dialogue);

// A home whose meter holds a first order, and beside the customer's card one of the dialogue. What
// the dialogue brings is new to the meter; again() makes it new once more.
class ReadyHome : public Home {
 public:
    explicit ReadyHome(Dialogue dialogue);

    void again();
    [[nodiscard]] card::SoftwareCard& in_hand();
    // How the dialogue ends where nobody disturbs it, before and after its order was loaded.
    [[nodiscard]] bool is_served(meter::InsertionResult result) const;
    // The meter has committed what the dialogue brings.
    [[nodiscard]] bool has_come() const;
    // Nothing but what was sold and what the office sent has come to the meter, and every report
    // and record on the cards is the meter's own.
    void expect_nothing_gained() const;
    // Fails the test unless the card in hand still does what it is for, and the customer's too.
    void expect_still_served();

 private:
    const Dialogue dialogue_;
    std::optional<card::testing::FieldCard> field_;
    unsigned times_ = 0;  // that again() was called
};

// What passes in the dialogue where nobody disturbs it.
[[nodiscard]] std::vector<Exchange> undisturbed(Dialogue dialogue);

}  // namespace attacks
