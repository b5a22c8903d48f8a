#include "boards/host/process_health.h"

#include <algorithm>
#include <fstream>
#include <vector>

#include "base/crc32c.h"

// Set by the linker: where the program's file begins in memory, and where its code ends. Up to
// there the file is mapped as it is, and nothing writes to it.
extern "C" const std::uint8_t __executable_start[];  // NOLINT(bugprone-reserved-identifier)
extern "C" const std::uint8_t etext[];

namespace boards {
namespace {

std::size_t image_size() {
    return static_cast<std::size_t>(etext - __executable_start);
}

}  // namespace

[[gnu::noinline]] StackGuard::StackGuard() {
    auto* const here = static_cast<std::uint8_t*>(__builtin_frame_address(0));
    // The stack grows downwards; an aligned frame less whole kilobytes is aligned.
    lowest_ = static_cast<volatile std::uint32_t*>(static_cast<void*>(here - depth_bytes));
    for (std::size_t i = 0; i < words; ++i) {
        lowest_[i] = pattern;
    }
}

bool StackGuard::is_whole() const {
    return std::all_of(lowest_, lowest_ + words,
                       [](std::uint32_t word) { return word == pattern; });
}

ProcessHealth::ProcessHealth() {
    std::ifstream file{"/proc/self/exe", std::ios::binary};
    std::vector<char> bytes(image_size());
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    const auto* const first = static_cast<const std::uint8_t*>(static_cast<void*>(bytes.data()));
    image_checksum_ = base::crc32c({first, static_cast<std::size_t>(file.gcount())});
}

std::span<const std::uint8_t> ProcessHealth::image() const {
    return {__executable_start, image_size()};
}

}  // namespace boards
