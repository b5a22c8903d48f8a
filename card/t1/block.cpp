#include "card/t1/block.h"

#include <utility>

#include "base/ensure.h"

namespace card {
namespace {

constexpr std::uint8_t node_address = 0;
constexpr std::uint8_t ready_bits = 0x80;
constexpr std::uint8_t supervisory_bits = 0xC0;
constexpr std::uint8_t response_bit = 0x20;
constexpr std::size_t header_size = 3;
constexpr std::size_t check_size = 1;

std::uint8_t check_of(std::span<const std::uint8_t> bytes) {
    unsigned check = 0;
    for (const std::uint8_t byte : bytes) {
        check ^= byte;
    }
    return static_cast<std::uint8_t>(check);
}

T1Block supervisory(unsigned bits, T1Matter matter, std::span<const std::uint8_t> field) {
    return {static_cast<std::uint8_t>(supervisory_bits | bits | std::to_underlying(matter)),
            T1Field{field}};
}

bool is_known(const T1Block& block) {
    switch (block.kind()) {
        case T1Kind::information:
            return (block.control & 0x1FU) == 0;
        case T1Kind::ready:
            return (block.control & 0x2CU) == 0 && block.field.empty();
        case T1Kind::supervisory: {
            const bool carries_a_byte =
                block.matter() == T1Matter::field_size || block.matter() == T1Matter::more_time;
            return block.matter() <= T1Matter::more_time &&
                   block.field.size() == (carries_a_byte ? 1U : 0U);
        }
    }
    return false;
}

}  // namespace

T1Block T1Block::information(unsigned sequence, bool more, std::span<const std::uint8_t> field) {
    return {static_cast<std::uint8_t>((sequence << 6) | (more ? 0x20U : 0U)), T1Field{field}};
}

T1Block T1Block::ready(unsigned sequence, T1Fault fault) {
    return {static_cast<std::uint8_t>(ready_bits | (sequence << 4) | std::to_underlying(fault)),
            {}};
}

T1Block T1Block::request(T1Matter matter, std::span<const std::uint8_t> field) {
    return supervisory(0, matter, field);
}

T1Block T1Block::response(T1Matter matter, std::span<const std::uint8_t> field) {
    return supervisory(response_bit, matter, field);
}

T1Kind T1Block::kind() const {
    if ((control & ready_bits) == 0) {
        return T1Kind::information;
    }
    return (control & supervisory_bits) == ready_bits ? T1Kind::ready : T1Kind::supervisory;
}

unsigned T1Block::sequence() const {
    return (kind() == T1Kind::information ? unsigned{control} >> 6 : unsigned{control} >> 4) & 1U;
}

T1Wire encode(const T1Block& block) {
    T1Wire bytes;
    bytes.push_back(node_address);
    bytes.push_back(block.control);
    bytes.push_back(static_cast<std::uint8_t>(block.field.size()));
    bytes.append(block.field);
    bytes.push_back(check_of(bytes));
    return bytes;
}

std::optional<T1Block> decode_t1_block(std::span<const std::uint8_t> bytes) {
    if (bytes.size() < header_size + check_size || bytes[0] != node_address ||
        bytes[2] > t1_largest_field || bytes.size() != header_size + bytes[2] + check_size ||
        check_of(bytes) != 0) {
        return std::nullopt;
    }
    T1Block block{bytes[1], T1Field{bytes.subspan(header_size, bytes[2])}};
    return is_known(block) ? std::optional{block} : std::nullopt;
}

void T1Receiver::add(std::uint8_t byte) {
    base::ensure(!block_);
    if (is_damaged_) {
        return;
    }
    bytes_.push_back(byte);
    const bool is_long_enough = bytes_.size() >= header_size;
    if (is_long_enough && bytes_[2] > t1_largest_field) {
        is_damaged_ = true;
        return;
    }
    if (is_long_enough && bytes_.size() == header_size + bytes_[2] + check_size) {
        block_ = decode_t1_block(bytes_);
        is_damaged_ = !block_;
    }
}

void T1Receiver::begin_anew() {
    bytes_.clear();
    is_damaged_ = false;
    block_.reset();
}

}  // namespace card
