// Everything outside the meter's processor that lives through a power cut: its memory devices, the
// card, the office's orders, and a witness who knows what was committed and what was used. A copy
// is a branch: what happens in one does not happen in the other.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "boards/host/devices/at24_eeprom.h"
#include "boards/host/devices/w25q_nor_flash.h"
#include "card/order.h"
#include "card/scp03/session.h"
#include "card/software_card.h"
#include "card/testing/cards.h"
#include "meter/keying.h"
#include "meter/state.h"
#include "meter/storage/state_record.h"
#include "simulator/faults/page_faults.h"

namespace power_loss {

// Thrown where an invariant does not hold; the text says which and with what numbers.
struct Violation : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void require(bool holds, const std::string& otherwise);

// Of the office: no meter and no card holds them.
extern const card::Key128 master_key;
extern const card::Key128 roll_master_key;
// What production wrote into the meter.
extern const meter::Keying keying;

// A field card that is copied with its places.
class VisitingCard {
 public:
    explicit VisitingCard(card::testing::FieldCard& field)
        : VisitingCard{field.card().memory(), field.memory()} {}
    VisitingCard(const VisitingCard& other) : VisitingCard{other.card_.memory(), *other.places_} {}
    VisitingCard& operator=(const VisitingCard&) = delete;

    [[nodiscard]] card::SoftwareCard& card() { return card_; }
    [[nodiscard]] const card::SoftwareCard& card() const { return card_; }
    // Of this meter.
    [[nodiscard]] const card::FieldPlace& place() const { return places_->front(); }

 private:
    VisitingCard(const card::CardMemory& memory, const card::FieldMemory& places)
        : places_{std::make_unique<card::FieldMemory>(places)}, card_{memory, *places_} {}

    std::unique_ptr<card::FieldMemory> places_;
    card::SoftwareCard card_;
};

struct World {
    boards::At24Eeprom eeprom;
    boards::W25qNorFlash flash;
    simulator::PageFaults eeprom_faults{meter::eeprom_page_bytes};
    simulator::PageFaults flash_faults{meter::nor_page_bytes};
    std::optional<card::SoftwareCard> card;    // that is put into the meter next
    std::optional<card::SoftwareCard> pocket;  // another one that the customer has
    std::optional<VisitingCard> visitor;       // that an inspector or a fitter has
    std::chrono::sys_time<std::chrono::milliseconds> clock;
    std::uint64_t challenges = 0;  // that cards have made

    // The witness.
    std::map<card::KeyVersion, card::Key128> meter_keys;  // that reports may be made under
    std::map<card::Sequence, base::WattHours> orders;     // ordered totals of all orders ever made
    std::optional<meter::StateRecord> committed;  // the last that was answered without error
    std::vector<meter::StateRecord> in_progress;  // all that were begun since
    base::Millijoules used;                       // what flowed, less what was lost with reason
    base::Millijoules flowed;                     // all that ever flowed
    base::Millijoules exported;                   // to the grid, less what was lost with reason
    base::Millijoules without_voltage;            // the same, while the meter saw no voltage
    std::uint64_t cuts = 0;
    std::set<card::Challenge> meter_challenges;
    std::vector<std::chrono::sys_time<std::chrono::milliseconds>> starts;
    // What lives once was damaged: values of the load profile may be missing.
    bool may_lack_profile = false;

    World();

    // The card of the meter with the order of `sequence` on it; `generation` 1 is the first card.
    // `parameters` come with the order, where their version is not 0.
    void hand_over(card::OrderKind kind, unsigned sequence, base::WattHours total,
                   unsigned generation = 1, const meter::Parameters& parameters = {});
    // A card that is genuine in another meter.
    void hand_over_foreign_card();
    // Somebody comes with a field card in its first round; `parameters` are on a parameter card.
    void send(card::CardKind kind, const meter::Parameters& parameters = {});
    // The office puts the meter's next key on the card in the world.
    void bring_keys(card::KeyVersion version, const card::Key128& next_meter_key);
};

// What must hold in a meter that has just been started. `recovered` is what it read.
void check_recovered(World& world, const std::optional<meter::State>& recovered);

// What must hold at any time.
void check_always(const World& world, const meter::State& state);

}  // namespace power_loss
