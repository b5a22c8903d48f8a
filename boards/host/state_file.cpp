#include "boards/host/state_file.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/byte_writer.h"
#include "base/ensure.h"
#include "meter/storage/keying_record.h"
#include "meter/storage/state_record.h"

namespace boards {
namespace {

constexpr std::string_view heading = "TWMETER1";
constexpr std::size_t state_offset = heading.size() + meter::keying_record_size;
constexpr std::size_t file_size = state_offset + meter::state_record_size;

std::unexpected<FileError> refused(const std::filesystem::path& path, std::string_view because) {
    return std::unexpected{FileError{path.string() + " " + std::string{because}}};
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::vector<std::uint8_t> file_of(const meter::Keying& keying, const meter::State& state) {
    const auto keying_record = encode(keying);
    meter::StateRecord state_record{};
    encode(state, state_record);
    std::vector<std::uint8_t> content(file_size);
    base::ByteWriter{content}.bytes(bytes_of(heading)).bytes(keying_record).bytes(state_record);
    return content;
}

}  // namespace

std::expected<void, FileError> StateFile::create(const std::filesystem::path& path,
                                                 const meter::Keying& keying) {
    const auto created = create_file(path, file_of(keying, meter::State{}));
    if (!created) {
        return created.error().exists
                   ? refused(path, "is the state of a meter that has its key: it takes no other")
                   : std::unexpected{created.error().why};
    }
    return {};
}

std::expected<KeptMeter, FileError> StateFile::read(const std::filesystem::path& path) {
    const auto content = read_whole_file(path);
    if (!content) {
        return std::unexpected{content.error()};
    }
    if (content->size() != file_size || !content->starts_with(heading)) {
        return refused(path, "is not the state of a meter: make one with tallywatt-meter key");
    }
    const auto records = bytes_of(*content).subspan(heading.size());
    const auto keying = meter::decode_keying(records.first(meter::keying_record_size));
    if (!keying) {
        return refused(path, "is damaged where it holds the meter's key");
    }
    KeptMeter kept{.keying = *keying, .state = {}};
    if (!meter::decode_state(records.subspan(meter::keying_record_size), kept.state)) {
        return refused(path, "is damaged where it holds the meter's registers");
    }
    return kept;
}

std::expected<StateFile, FileError> StateFile::open(const std::filesystem::path& path,
                                                    Durability durability) {
    const auto kept = read(path);
    if (!kept) {
        return std::unexpected{kept.error()};
    }
    StateFile file;
    file.path_ = path;
    file.durability_ = durability;
    // Each commit replaces the file itself, so the lock is on one beside it.
    std::filesystem::path lock = path;
    lock += ".lock";
    file.lock_ = Descriptor{::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (!file.lock_.is_open() || ::flock(file.lock_.number(), LOCK_EX | LOCK_NB) != 0) {
        return refused(path, "is in use by another process: end that meter first");
    }
    // Read again: only now nobody changes it any more.
    const auto locked = read(path);
    if (!locked) {
        return std::unexpected{locked.error()};
    }
    file.kept_ = *locked;
    file.content_ = file_of(locked->keying, locked->state);
    return file;
}

std::expected<void, meter::StoreError> StateFile::save(std::span<const std::uint8_t> state_record) {
    base::ensure(state_record.size() == meter::state_record_size);
    std::ranges::copy(state_record, content_.begin() + state_offset);
    if (!replace_file(path_, content_, durability_)) {
        return std::unexpected{meter::StoreError::write_failed};
    }
    return {};
}

}  // namespace boards
