#include "boards/host/image_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <string>
#include <utility>

namespace boards {

std::expected<ImageFile, FileError> ImageFile::open(const std::filesystem::path& path,
                                                    Durability durability) {
    Descriptor file{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
    if (!file.is_open()) {
        return std::unexpected{FileError{"cannot open " + path.string() + " for writing"}};
    }
    if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
        return std::unexpected{
            FileError{path.string() + " is in use by another process: end that meter first"}};
    }
    return ImageFile{std::move(file), durability};
}

bool ImageFile::write(std::uint64_t offset, std::span<const std::uint8_t> bytes) {
    const auto written =
        ::pwrite(file_.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    is_dirty_ = true;
    return written >= 0 && static_cast<std::size_t>(written) == bytes.size();
}

bool ImageFile::sync() {
    if (durability_ == Durability::unsynced || !is_dirty_) {
        return true;
    }
    is_dirty_ = false;
    return ::fdatasync(file_.number()) == 0;
}

}  // namespace boards
