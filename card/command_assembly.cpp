#include "card/command_assembly.h"

#include <utility>

#include "base/byte_reader.h"

namespace card {
namespace {

constexpr std::size_t header_size = 4;
constexpr std::size_t shortest_extended = header_size + 3;
constexpr std::uint8_t chain_bit = 0x10;  // in the class: more parts follow

bool is_extended(std::span<const std::uint8_t> bytes) {
    return bytes.size() >= shortest_extended && bytes[header_size] == 0;
}

// What the one byte of a short length can say of `length`; 0 asks for all there is.
std::uint8_t short_expected(std::uint16_t length) {
    return length > 0xFF ? std::uint8_t{0} : static_cast<std::uint8_t>(length);
}

std::optional<Command> decode_extended(std::span<const std::uint8_t> bytes) {
    Command command{bytes[0], bytes[1], bytes[2], bytes[3], {}, {}};
    base::ByteReader rest{bytes.subspan(header_size + 1)};
    const std::uint16_t length = rest.u16();
    if (rest.left() == 0) {
        command.expected_length = short_expected(length);
        return command;
    }
    if (length == 0 || length > CommandData::capacity()) {
        return std::nullopt;
    }
    command.data.append(rest.bytes(length));
    if (rest.left() == 2) {
        command.expected_length = short_expected(rest.u16());
    }
    return rest.is_whole() && rest.left() == 0 ? std::optional{command} : std::nullopt;
}

std::optional<Command> decode(std::span<const std::uint8_t> bytes) {
    if (is_extended(bytes)) {
        return decode_extended(bytes);
    }
    const auto command = decode_command(bytes);
    return command ? std::optional{*command} : std::nullopt;
}

bool is_of_one_chain(const Command& a, const Command& b) {
    return a.cla == b.cla && a.ins == b.ins && a.p1 == b.p1 && a.p2 == b.p2;
}

}  // namespace

std::expected<std::optional<Command>, StatusWord> CommandAssembly::take(
    std::span<const std::uint8_t> bytes) {
    auto begun = std::exchange(begun_, std::nullopt);
    auto part = decode(bytes);
    if (!part) {
        return std::unexpected{StatusWord::wrong_length};
    }
    const bool has_more = (part->cla & chain_bit) != 0;
    part->cla = static_cast<std::uint8_t>(part->cla & ~chain_bit);
    if (begun) {
        if (!is_of_one_chain(*begun, *part)) {
            return std::unexpected{StatusWord::chain_broken};
        }
        if (begun->data.size() + part->data.size() > CommandData::capacity()) {
            return std::unexpected{StatusWord::wrong_length};
        }
        begun->data.append(part->data);
        begun->expected_length = part->expected_length;
        part = begun;
    }
    if (has_more) {
        begun_ = part;
        return std::nullopt;
    }
    return part;
}

}  // namespace card
