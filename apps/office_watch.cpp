#include "apps/office_watch.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace apps {
namespace {

// Writes `bytes` into a file of its own and waits for the disk.
bool gets_onto_disk(const std::filesystem::path& file, const std::string& bytes) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return false;
    }
    const bool is_whole =
        ::write(descriptor, bytes.data(), bytes.size()) == static_cast<::ssize_t>(bytes.size()) &&
        ::fsync(descriptor) == 0;
    ::close(descriptor);
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    return is_whole;
}

bool opens_for_writing(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    ::close(descriptor);
    return true;
}

}  // namespace

OfficeWatch::OfficeWatch(std::filesystem::path directory, std::filesystem::path books,
                         office::KeyStore& keys, const AuditKeeper& keeper)
    : probe_{std::move(directory) / "write-probe"},
      books_{std::move(books)},
      keys_{keys},
      keeper_{keeper} {}

office::HealthState OfficeWatch::look() {
    constexpr std::chrono::seconds between_looks{1};
    const std::lock_guard lock{mutex_};
    const auto now = Clock::now();
    if (!looked_at_ || now - *looked_at_ >= between_looks) {
        // Signing takes the token's own key for it and counts as no use of a master key.
        constexpr std::array<std::uint8_t, 5> text{'r', 'e', 'a', 'd', 'y'};
        seen_ = {.can_write_books = can_write(),
                 .has_keys = keys_.sign_audit_heads(text).has_value(),
                 .unsigned_for = keeper_.unsigned_for()};
        looked_at_ = Clock::now();
    }
    return seen_;
}

bool OfficeWatch::can_write() const {
    constexpr std::size_t page_bytes = 4096;
    return opens_for_writing(books_) && gets_onto_disk(probe_, std::string(page_bytes, '\0'));
}

}  // namespace apps
