// Bytes in blocks that copies share until one of them writes: a copy of a device is a snapshot that
// costs a pointer for each block.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace boards {

class SharedMemory {
 public:
    static constexpr std::size_t block_bytes = 1024;

    // All bytes are 0xFF, as a device leaves its factory. `size` is in whole blocks.
    explicit SharedMemory(std::size_t size);

    [[nodiscard]] std::size_t size() const { return blocks_.size() * block_bytes; }

    // `address` and the bytes after it must lie inside.
    void read(std::size_t address, std::span<std::uint8_t> out) const;
    void write(std::size_t address, std::span<const std::uint8_t> bytes);
    void fill(std::size_t address, std::size_t count, std::uint8_t value);

 private:
    using Block = std::array<std::uint8_t, block_bytes>;

    // Calls `act(part of a block, offset in the whole)` for each block that the range touches.
    template <typename Act>
    void for_each_part(std::size_t address, std::size_t count, Act act);
    Block& own(std::size_t index);

    std::vector<std::shared_ptr<Block>> blocks_;
};

}  // namespace boards
