#include "card/host/card_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

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
            return "this card is damaged: its checksum does not fit";
        case ImageError::impossible:
            return "this card is in a state that no card can reach";
    }
    return "this is not a card";
}

bool write_all(int file, std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

std::expected<CardMemory, CardFileFault> read_card(int file, const std::filesystem::path& path) {
    std::array<std::uint8_t, image_size + 1> bytes{};  // one more shows that a file is too long
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
    const auto memory = decode_image(std::span{bytes}.first(size));
    if (!memory) {
        return fault(CardFileError::not_a_card, path, text_of(memory.error()));
    }
    return *memory;
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

// A new file that holds `image`, of a name beside `path` that nothing else has; nothing where the
// system refuses.
std::optional<FreshFile> written_beside(const std::filesystem::path& path, const CardImage& image,
                                        Durability durability) {
    std::string name = path.native() + ".XXXXXX";
    FileDescriptor file{::mkostemp(name.data(), O_CLOEXEC)};
    if (!file.is_open()) {
        return std::nullopt;
    }
    const bool is_written = ::flock(file.get(), LOCK_EX | LOCK_NB) == 0 &&
                            write_all(file.get(), image) &&
                            (durability == Durability::through_kills || ::fsync(file.get()) == 0);
    if (!is_written) {
        remove(name);
        return std::nullopt;
    }
    return FreshFile{.file = std::move(file), .name = std::move(name)};
}

}  // namespace

CardFile::CardFile(std::filesystem::path path, Durability durability, FileDescriptor locked,
                   const CardMemory& memory)
    : path_{std::move(path)},
      durability_{durability},
      locked_{std::move(locked)},
      memory_{memory} {}

std::expected<void, CardFileFault> CardFile::create(const std::filesystem::path& path,
                                                    const CardImage& image) {
    const auto fresh = written_beside(path, image, Durability::through_power_cuts);
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
        const auto memory = read_card(file.get(), path);
        if (!memory) {
            return std::unexpected{memory.error()};
        }
        return CardFile{path, durability, std::move(file), *memory};
    }
}

std::expected<void, CardFileFault> CardFile::replace(const CardImage& image) {
    auto fresh = written_beside(path_, image, durability_);
    if (!fresh) {
        return fault(CardFileError::cannot_write, path_, system_reason());
    }
    if (::rename(fresh->name.c_str(), path_.c_str()) != 0) {
        remove(fresh->name);
        return fault(CardFileError::cannot_write, path_, system_reason());
    }
    // The new file is locked before it has the name, so nobody comes in between.
    locked_ = std::move(fresh->file);
    if (durability_ == Durability::through_power_cuts && !sync_folder_of(path_)) {
        return fault(CardFileError::cannot_write, path_, system_reason());
    }
    return {};
}

std::expected<CardMemory, CardFileFault> look_at_card(const std::filesystem::path& path) {
    const FileDescriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) {
        return fault(CardFileError::cannot_open, path, system_reason());
    }
    return read_card(file.get(), path);
}

}  // namespace card
