#include "card/scp03/initialize_update.h"

#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"

namespace card {
namespace {

constexpr std::uint8_t scp03 = 0x03;
constexpr std::uint8_t random_challenge = 0x60;
constexpr std::uint8_t counted_challenge = 0x70;
constexpr std::size_t sequence_counter_size = 3;

}  // namespace

std::array<std::uint8_t, initialize_update_answer_size> encode(
    const InitializeUpdateAnswer& answer) {
    std::array<std::uint8_t, initialize_update_answer_size> bytes{};
    base::ByteWriter{bytes}
        .bytes(answer.diversification)
        .u8(std::to_underlying(answer.key_set))
        .u8(scp03)
        .u8(random_challenge)
        .bytes(answer.card_challenge)
        .bytes(answer.card_cryptogram);
    return bytes;
}

std::optional<InitializeUpdateAnswer> decode_initialize_update(
    std::span<const std::uint8_t> bytes) {
    base::ByteReader reader{bytes};
    InitializeUpdateAnswer answer;
    answer.diversification = reader.array<10>();
    answer.key_set = KeySet{reader.u8()};
    const std::uint8_t protocol = reader.u8();
    const std::uint8_t options = reader.u8();
    answer.card_challenge = reader.array<8>();
    answer.card_cryptogram = reader.array<8>();
    if (options == counted_challenge) {
        reader.bytes(sequence_counter_size);
    }
    const bool is_ours = protocol == scp03 &&
                         (options == random_challenge || options == counted_challenge) &&
                         reader.is_used_up();
    if (!is_ours) {
        return std::nullopt;
    }
    return answer;
}

}  // namespace card
