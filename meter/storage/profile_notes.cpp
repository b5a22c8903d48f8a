#include "meter/storage/profile_notes.h"

#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"

namespace meter {

ProfileNotePayload encode_profile_note(const ProfileNote& note) {
    ProfileNotePayload payload{};
    base::ByteWriter{payload}.u8(std::to_underlying(note.kind)).u32(note.first).u32(note.count);
    return payload;
}

std::optional<ProfileNote> decode_profile_note(std::span<const std::uint8_t> payload) {
    base::ByteReader in{payload};
    const std::uint8_t kind = in.u8();
    ProfileNote note{.kind = static_cast<NoteKind>(kind)};
    note.first = in.u32();
    note.count = in.u32();
    const bool is_right = in.is_used_up() && kind >= 1 &&
                          kind <= std::to_underlying(NoteKind::told) && note.first != 0 &&
                          note.count != 0;
    if (!is_right) {
        return std::nullopt;
    }
    return note;
}

}  // namespace meter
