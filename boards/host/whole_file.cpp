#include "boards/host/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>

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

std::expected<void, FileError> replace_file(const std::filesystem::path& path,
                                            std::span<const std::uint8_t> content,
                                            Durability durability) {
    std::filesystem::path fresh = path;
    fresh += ".new";
    Descriptor file{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (!file.is_open()) {
        return failed("create", fresh);
    }
    const bool synced = durability == Durability::synced;
    if (!write_all(file.number(), content) || (synced && ::fsync(file.number()) != 0)) {
        return failed("write", fresh);
    }
    file.close();
    if (std::rename(fresh.c_str(), path.c_str()) != 0) {
        return failed("replace", path);
    }
    if (synced && !sync_folder(path)) {
        return failed("sync the folder of", path);
    }
    return {};
}

}  // namespace boards
