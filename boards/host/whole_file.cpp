#include "boards/host/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "boards/host/descriptor.h"
#include "boards/host/system_reason.h"

namespace boards {
namespace {

constexpr std::size_t largest_file = std::size_t{256} << 20;

std::unexpected<FileError> failed(const char* what, const std::filesystem::path& path) {
    return std::unexpected{
        FileError{std::string{"cannot "} + what + " " + path.string() + ": " + system_reason()}};
}

bool write_all(int file, std::span<const std::uint8_t> content) {
    while (!content.empty()) {
        const ssize_t written = ::write(file, content.data(), content.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        content = content.subspan(static_cast<std::size_t>(written));
    }
    return true;
}

// The rename itself is durable only when the folder is.
bool sync_folder(const std::filesystem::path& path) {
    const auto parent = path.parent_path();
    const Descriptor folder{
        ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    return folder.is_open() && ::fsync(folder.number()) == 0;
}

// A new file of `content`, of a name beside `path` that nothing else has.
std::expected<std::string, FileError> write_beside(const std::filesystem::path& path,
                                                   std::span<const std::uint8_t> content,
                                                   Durability durability) {
    std::string fresh = path.native() + ".XXXXXX";
    const Descriptor file{::mkostemp(fresh.data(), O_CLOEXEC)};
    if (!file.is_open()) {
        return failed("write beside", path);
    }
    const bool synced = durability == Durability::synced;
    if (!write_all(file.number(), content) || (synced && ::fsync(file.number()) != 0)) {
        const auto why = failed("write", fresh);
        ::unlink(fresh.c_str());
        return why;
    }
    return fresh;
}

}  // namespace

std::expected<std::string, FileError> read_whole_file(const std::filesystem::path& path) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) {
        return failed("open", path);
    }
    std::string content;
    std::array<char, 65536> part{};
    for (;;) {
        const ssize_t got = ::read(file.number(), part.data(), part.size());
        if (got < 0) {
            return failed("read", path);
        }
        if (got == 0) {
            return content;
        }
        content.append(part.data(), static_cast<std::size_t>(got));
        if (content.size() > largest_file) {
            return std::unexpected{FileError{path.string() + " is larger than 256 MiB"}};
        }
    }
}

std::expected<void, CreateError> create_file(const std::filesystem::path& path,
                                             std::span<const std::uint8_t> content) {
    const auto fresh = write_beside(path, content, Durability::synced);
    if (!fresh) {
        return std::unexpected{CreateError{.exists = false, .why = fresh.error()}};
    }
    // A link, other than a rename, leaves a file that is there alone.
    const bool is_linked = ::link(fresh->c_str(), path.c_str()) == 0;
    const bool exists = !is_linked && errno == EEXIST;
    auto why = is_linked ? FileError{} : failed("create", path).error();
    ::unlink(fresh->c_str());
    if (is_linked && sync_folder(path)) {
        return {};
    }
    if (is_linked) {
        why = failed("sync the folder of", path).error();
    }
    return std::unexpected{CreateError{.exists = exists, .why = std::move(why)}};
}

std::expected<void, FileError> replace_file(const std::filesystem::path& path,
                                            std::span<const std::uint8_t> content,
                                            Durability durability) {
    const auto fresh = write_beside(path, content, durability);
    if (!fresh) {
        return std::unexpected{fresh.error()};
    }
    if (std::rename(fresh->c_str(), path.c_str()) != 0) {
        const auto why = failed("replace", path);
        ::unlink(fresh->c_str());
        return why;
    }
    if (durability == Durability::synced && !sync_folder(path)) {
        return failed("sync the folder of", path);
    }
    return {};
}

}  // namespace boards
