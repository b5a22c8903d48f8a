#include "card/host/card_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>

namespace card {
namespace {

std::unexpected<CardFileFault> fault(CardFileError error, const std::filesystem::path& path,
                                     const std::string& what) {
    return std::unexpected{CardFileFault{error, path.string() + ": " + what}};
}

std::string system_reason() {
    return std::generic_category().message(errno);
}

std::string text_of(ImageError error) {
    switch (error) {
        case ImageError::not_an_image:
            return "this is not a card; make one with tallywatt-card new";
        case ImageError::unknown_version:
            return "this card is of a later version; use a program as new as it";
        case ImageError::damaged:
            return "this card is damaged: neither of its checksums fits";
        case ImageError::impossible:
            return "this card is in a state that no card can reach";
    }
    return "this is not a card";
}

bool write_all(int file, std::span<const std::uint8_t> bytes, std::size_t offset) {
    while (!bytes.empty()) {
        const auto count = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        offset += static_cast<std::size_t>(count);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

using SlotBytes = std::array<std::uint8_t, slots_size>;

struct ReadCard {
    CardSlots slots;
    CardMemory memory;
    bool is_bare_image = false;  // the form before the slots
    std::optional<FieldSlots> places;
};

std::expected<ReadCard, ImageError> decode_file(std::span<const std::uint8_t> bytes) {
    CardSlots::Found found{.slots = {}, .image = bytes};
    const bool has_places = bytes.size() == slots_size + places_size;
    const bool has_slots = bytes.size() == slots_size || has_places;
    if (has_slots) {
        const auto newest = CardSlots::find(bytes.first<slots_size>());
        if (!newest) {
            return std::unexpected{ImageError::damaged};
        }
        found = *newest;
    }
    const auto memory = decode_image(found.image);
    if (!memory) {
        return std::unexpected{memory.error()};
    }
    ReadCard card{.slots = found.slots,
                  .memory = *memory,
                  .is_bare_image = !has_slots,
                  .places = std::nullopt};
    if (has_places) {
        card.places.emplace(bytes.subspan<slots_size, places_size>(), found.slots.sequence());
    }
    return card;
}

std::expected<ReadCard, CardFileFault> read_card(int file, const std::filesystem::path& path) {
    // One more shows that a file is too long.
    std::vector<std::uint8_t> bytes(slots_size + places_size + 1);
    std::size_t size = 0;
    while (size < bytes.size()) {
        const auto count = ::read(file, bytes.data() + size, bytes.size() - size);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return fault(CardFileError::cannot_open, path, system_reason());
        }
        if (count == 0) {
            break;
        }
        size += static_cast<std::size_t>(count);
    }
    const auto card = decode_file(std::span{bytes}.first(size));
    if (!card) {
        return fault(CardFileError::not_a_card, path, text_of(card.error()));
    }
    return *card;
}

// True where the open file is still the one that the path names.
bool is_named_by(int file, const std::filesystem::path& path) {
    struct stat opened{};
    struct stat named{};
    return ::fstat(file, &opened) == 0 && ::stat(path.c_str(), &named) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

// The new names in a folder reach the disk with the folder itself.
bool sync_folder_of(const std::filesystem::path& path) {
    const std::filesystem::path parent = path.parent_path();
    const FileDescriptor folder{
        ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    return folder.is_open() && ::fsync(folder.get()) == 0;
}

struct FreshFile {
    FileDescriptor file;  // locked
    std::string name;
};

// Takes a name away; errno stays that of what went wrong before.
void remove(const std::string& name) {
    const int reason = errno;
    ::unlink(name.c_str());
    errno = reason;
}

// What a change wrote of places before it was cut off must not hold with the next one.
bool void_unfinished(int file, const ReadCard& card) {
    constexpr std::array<std::uint8_t, 8> no_sequence{};
    if (!card.places || card.places->unfinished().empty()) {
        return true;
    }
    for (const std::size_t offset : card.places->unfinished()) {
        if (!write_all(file, no_sequence, slots_size + offset)) {
            return false;
        }
    }
    return ::fdatasync(file) == 0;
}

// A new file whose first slot holds `image`, of a name beside `path` that nothing else has, on the
// disk; nothing where the system refuses.
std::optional<FreshFile> written_beside(const std::filesystem::path& path, const CardImage& image,
                                        FieldRoom room) {
    std::string name = path.native() + ".XXXXXX";
    FileDescriptor file{::mkostemp(name.data(), O_CLOEXEC)};
    if (!file.is_open()) {
        return std::nullopt;
    }
    SlotBytes bytes{};
    const SlotWrite first = CardSlots{}.write_of(image);
    std::ranges::copy(first.bytes, bytes.begin() + static_cast<std::ptrdiff_t>(first.offset));
    const std::size_t size = slots_size + (room == FieldRoom::places ? places_size : 0);
    const bool is_written = ::flock(file.get(), LOCK_EX | LOCK_NB) == 0 &&
                            ::ftruncate(file.get(), static_cast<off_t>(size)) == 0 &&
                            write_all(file.get(), bytes, 0) && ::fsync(file.get()) == 0;
    if (!is_written) {
        remove(name);
        return std::nullopt;
    }
    return FreshFile{.file = std::move(file), .name = std::move(name)};
}

// Puts a file of two slots in the place of a bare image, whole or not at all.
std::expected<void, CardFileFault> bring_into_slots(const std::filesystem::path& path,
                                                    const CardMemory& memory) {
    const auto fresh = written_beside(path, encode(memory), FieldRoom::none);
    if (!fresh) {
        return fault(CardFileError::cannot_write, path, system_reason());
    }
    if (::rename(fresh->name.c_str(), path.c_str()) != 0) {
        remove(fresh->name);
        return fault(CardFileError::cannot_write, path, system_reason());
    }
    if (!sync_folder_of(path)) {
        return fault(CardFileError::cannot_write, path, system_reason());
    }
    return {};
}

}  // namespace

CardFile::CardFile(std::filesystem::path path, Durability durability, FileDescriptor locked,
                   const CardSlots& slots, const CardMemory& memory,
                   std::optional<FieldSlots> places)
    : path_{std::move(path)},
      durability_{durability},
      locked_{std::move(locked)},
      slots_{slots},
      memory_{memory},
      places_{std::move(places)} {}

std::expected<void, CardFileFault> CardFile::create(const std::filesystem::path& path,
                                                    const CardImage& image, FieldRoom room) {
    const auto fresh = written_beside(path, image, room);
    if (!fresh) {
        return fault(CardFileError::cannot_write, path, system_reason());
    }
    // A link, other than a rename, leaves a card that is there alone.
    const bool is_linked = ::link(fresh->name.c_str(), path.c_str()) == 0;
    remove(fresh->name);
    if (!is_linked) {
        return errno == EEXIST
                   ? fault(CardFileError::exists, path, "a file is there already; choose another")
                   : fault(CardFileError::cannot_write, path, system_reason());
    }
    if (!sync_folder_of(path)) {
        return fault(CardFileError::cannot_write, path, system_reason());
    }
    return {};
}

std::expected<CardFile, CardFileFault> CardFile::open(const std::filesystem::path& path,
                                                      Durability durability) {
    while (true) {
        FileDescriptor file{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
        if (!file.is_open()) {
            return fault(CardFileError::cannot_open, path, system_reason());
        }
        if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
            return fault(CardFileError::in_use, path,
                         "this card is in a reader or meter already; pull it out there first");
        }
        if (!is_named_by(file.get(), path)) {
            continue;  // replaced between opening and locking: the newer one counts
        }
        auto card = read_card(file.get(), path);
        if (!card) {
            return std::unexpected{card.error()};
        }
        if (card->is_bare_image) {
            if (const auto done = bring_into_slots(path, card->memory); !done) {
                return std::unexpected{done.error()};
            }
            continue;
        }
        if (!void_unfinished(file.get(), *card)) {
            return fault(CardFileError::cannot_write, path, system_reason());
        }
        return CardFile{path,        durability,   std::move(file),
                        card->slots, card->memory, std::move(card->places)};
    }
}

std::unique_ptr<FieldMemory> CardFile::field() const {
    if (!places_) {
        return nullptr;
    }
    auto field = std::make_unique<FieldMemory>();
    for (std::size_t i = 0; i < most_places; ++i) {
        (*field)[i] = decode_field_place(places_->place(i));
    }
    return field;
}

std::optional<std::vector<std::size_t>> CardFile::write_places(const FieldMemory& field) {
    std::vector<std::size_t> changed;
    for (std::size_t i = 0; i < most_places; ++i) {
        const FieldPlaceBytes content = encode(field[i]);
        if (content == places_->place(i)) {
            continue;
        }
        const PlaceWrite write = places_->write_of(i, content, slots_.sequence() + 1);
        if (!write_all(locked_.get(), write.bytes, slots_size + write.offset)) {
            return std::nullopt;
        }
        changed.push_back(i);
    }
    // They must be there before the image that they belong to.
    const bool waits = !changed.empty() && durability_ == Durability::through_power_cuts;
    return waits && ::fdatasync(locked_.get()) != 0 ? std::nullopt : std::optional{changed};
}

std::expected<void, CardFileFault> CardFile::replace(const CardImage& image,
                                                     const FieldMemory* field) {
    std::vector<std::size_t> changed;
    if (places_ && field != nullptr) {
        auto written = write_places(*field);
        if (!written) {
            return fault(CardFileError::cannot_write, path_, system_reason());
        }
        changed = *std::move(written);
    }
    const SlotWrite write = slots_.write_of(image);
    const bool is_kept =
        write_all(locked_.get(), write.bytes, write.offset) &&
        (durability_ == Durability::through_kills || ::fdatasync(locked_.get()) == 0);
    if (!is_kept) {
        return fault(CardFileError::cannot_write, path_, system_reason());
    }
    slots_.written();
    for (const std::size_t i : changed) {
        places_->written(i, encode((*field)[i]));
    }
    return {};
}

std::expected<CardMemory, CardFileFault> look_at_card(const std::filesystem::path& path) {
    const FileDescriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) {
        return fault(CardFileError::cannot_open, path, system_reason());
    }
    const auto card = read_card(file.get(), path);
    if (!card) {
        return std::unexpected{card.error()};
    }
    return card->memory;
}

}  // namespace card
