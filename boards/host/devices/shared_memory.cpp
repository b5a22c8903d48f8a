#include "boards/host/devices/shared_memory.h"

#include "base/ensure.h"

namespace boards {

SharedMemory::SharedMemory(std::size_t size) {
    base::ensure(size % block_bytes == 0);
    auto blank = std::make_shared<Block>();
    blank->fill(0xFF);
    blocks_.assign(size / block_bytes, blank);
}

void SharedMemory::read(std::size_t address, std::span<std::uint8_t> out) const {
    base::ensure(address <= size() && out.size() <= size() - address);
    for (std::size_t done = 0; done < out.size();) {
        const std::size_t offset = (address + done) % block_bytes;
        const std::size_t count = std::min(block_bytes - offset, out.size() - done);
        const Block& block = *blocks_[(address + done) / block_bytes];
        std::ranges::copy(std::span{block}.subspan(offset, count), out.subspan(done).begin());
        done += count;
    }
}

template <typename Act>
void SharedMemory::for_each_part(std::size_t address, std::size_t count, Act act) {
    base::ensure(address <= size() && count <= size() - address);
    for (std::size_t done = 0; done < count;) {
        const std::size_t offset = (address + done) % block_bytes;
        const std::size_t part = std::min(block_bytes - offset, count - done);
        act(std::span{own((address + done) / block_bytes)}.subspan(offset, part), done);
        done += part;
    }
}

void SharedMemory::write(std::size_t address, std::span<const std::uint8_t> bytes) {
    for_each_part(address, bytes.size(), [bytes](std::span<std::uint8_t> part, std::size_t done) {
        std::ranges::copy(bytes.subspan(done, part.size()), part.begin());
    });
}

void SharedMemory::fill(std::size_t address, std::size_t count, std::uint8_t value) {
    for_each_part(address, count, [value](std::span<std::uint8_t> part, std::size_t) {
        std::ranges::fill(part, value);
    });
}

SharedMemory::Block& SharedMemory::own(std::size_t index) {
    std::shared_ptr<Block>& block = blocks_[index];
    if (block.use_count() > 1) {
        block = std::make_shared<Block>(*block);
    }
    return *block;
}

}  // namespace boards
