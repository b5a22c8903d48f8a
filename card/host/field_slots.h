// A field card's places as an EEPROM keeps them, behind the two slots of the card's image: each
// place in two copies, a page of its own for each. A change writes the places that it concerns over
// their older copies, numbered as the change, and then the image: until that holds, the places are
// those of before.
//
//   sequence of the change 8 | place | CRC-32C of all before 4
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "card/field_memory.h"

namespace card {

//   meter 8 | key version 1 | ENC 16 | MAC 16 | tries 1 | parameters 128 | report 128 |
//   sixteen events of 64
inline constexpr std::size_t field_place_size =
    8 + 1 + 2 * 16 + 1 + parameter_set_size + report_size + events_of_a_place * event_record_size;
using FieldPlaceBytes = std::array<std::uint8_t, field_place_size>;

[[nodiscard]] FieldPlaceBytes encode(const FieldPlace& place);
[[nodiscard]] FieldPlace decode_field_place(std::span<const std::uint8_t, field_place_size> bytes);

inline constexpr std::size_t place_page = 2'048;
inline constexpr std::size_t places_size = most_places * 2 * place_page;
inline constexpr std::size_t place_record_size = 8 + field_place_size + 4;
static_assert(place_record_size <= place_page);

struct PlaceWrite {
    std::size_t offset = 0;  // from the beginning of the places
    std::array<std::uint8_t, place_record_size> bytes{};
};

// Which copy of each place holds, and what it says. The bytes themselves are the caller's.
class FieldSlots {
 public:
    // What of `bytes` held with the image of `sequence`; a place that was never written is empty.
    FieldSlots(std::span<const std::uint8_t, places_size> bytes, std::uint64_t sequence);

    [[nodiscard]] const FieldPlaceBytes& place(std::size_t index) const {
        return places_[index].content;
    }
    // Where copies of a change lie that never held. Their first 8 bytes must become zeros before
    // the next change, which has their number.
    [[nodiscard]] const std::vector<std::size_t>& unfinished() const { return unfinished_; }

    // For the copy that does not hold now. The same copy again until it is written().
    [[nodiscard]] PlaceWrite write_of(std::size_t index, const FieldPlaceBytes& content,
                                      std::uint64_t sequence) const;
    void written(std::size_t index, const FieldPlaceBytes& content);

 private:
    struct Held {
        FieldPlaceBytes content{};
        unsigned holding = 1;
    };
    std::vector<Held> places_;
    std::vector<std::size_t> unfinished_;
};

}  // namespace card
