#include "card/scp03/secure_messaging.h"

#include <array>
#include <utility>

#include "base/byte_writer.h"
#include "base/ensure.h"
#include "card/crypto/aes.h"
#include "card/crypto/cmac.h"
#include "card/instructions.h"

namespace card {
namespace {

constexpr std::size_t code_size = 8;
constexpr std::uint8_t padding_start = 0x80;

std::span<const std::uint8_t> code_of(const Block& block) {
    return std::span{block}.first<code_size>();
}

// The bytes before the code, or nothing where there is no room for one.
template <typename Data>
std::optional<std::span<const std::uint8_t>> before_code(const Data& data) {
    if (data.size() < code_size) {
        return std::nullopt;
    }
    return std::span<const std::uint8_t>{data}.first(data.size() - code_size);
}

template <typename Data>
bool ends_with_code(const Data& data, const Block& expected) {
    return equal_in_constant_time(std::span<const std::uint8_t>{data}.last(code_size),
                                  code_of(expected));
}

// 80, then zeros to whole blocks (ISO/IEC 9797-1, padding method 2).
template <typename Data>
void pad(Data& data) {
    data.push_back(padding_start);
    while (data.size() % sizeof(Block) != 0) {
        data.push_back(0);
    }
}

template <typename Data>
bool unpad(Data& data) {
    std::size_t size = data.size();
    while (size > 0 && data[size - 1] == 0) {
        --size;
    }
    if (size == 0 || data[size - 1] != padding_start) {
        return false;
    }
    data.resize(size - 1);
    return true;
}

// Empty data travels as it is; `start` is used for any other.
template <typename Data>
void encrypt(Data& data, const AesKey& key, const Block& start) {
    if (!data.empty()) {
        pad(data);
        aes_cbc_encrypt(key, start, {data.data(), data.size()});
    }
}

template <typename Data>
bool decrypt(Data& data, const AesKey& key, const Block& start) {
    if (data.empty()) {
        return true;
    }
    if (data.size() % sizeof(Block) != 0) {
        return false;
    }
    aes_cbc_decrypt(key, start, {data.data(), data.size()});
    return unpad(data);
}

}  // namespace

Block SecureMessaging::command_code(const Command& header, std::span<const std::uint8_t> data) {
    const std::array<std::uint8_t, 5> covered{header.cla, header.ins, header.p1, header.p2,
                                              static_cast<std::uint8_t>(data.size() + code_size)};
    chain_ = Cmac{keys_.mac}.add(chain_).add(covered).add(data).finish();
    return chain_;
}

Block SecureMessaging::response_code(std::span<const std::uint8_t> data, StatusWord status) const {
    std::array<std::uint8_t, 2> status_bytes{};
    base::ByteWriter{status_bytes}.u16(std::to_underlying(status));
    return Cmac{keys_.rmac}.add(chain_).add(data).add(status_bytes).finish();
}

Block SecureMessaging::start_block(Direction direction) const {
    Block block{};
    base::ByteWriter{block}.u8(std::to_underlying(direction)).zeros(11).u32(counter_);
    return aes_encrypt_block(keys_.enc, block);
}

Command SecureMessaging::sign(const Command& plain) {
    base::ensure(plain.data.size() + code_size <= CommandData::capacity());
    Command secured = plain;
    secured.cla |= secured_bit;
    secured.data.append(code_of(command_code(secured, plain.data)));
    return secured;
}

std::optional<Command> SecureMessaging::verify(const Command& secured) {
    const auto data = before_code(secured.data);
    if (!data || (secured.cla & secured_bit) == 0 ||
        !ends_with_code(secured.data, command_code(secured, *data))) {
        return std::nullopt;
    }
    Command plain = secured;
    plain.cla = static_cast<std::uint8_t>(plain.cla & ~secured_bit);
    plain.data.resize(data->size());
    return plain;
}

Response SecureMessaging::sign(const Response& plain) {
    Response secured = plain;
    secured.data.append(code_of(response_code(plain.data, plain.status)));
    return secured;
}

std::optional<Response> SecureMessaging::verify(const Response& secured) {
    const auto data = before_code(secured.data);
    if (!data || !ends_with_code(secured.data, response_code(*data, secured.status))) {
        return std::nullopt;
    }
    Response plain = secured;
    plain.data.resize(data->size());
    return plain;
}

Command SecureMessaging::protect(const Command& plain) {
    base::ensure(plain.data.size() <= largest_secured_command_data);
    ++counter_;
    Command encrypted = plain;
    encrypt(encrypted.data, keys_.enc, start_block(Direction::command));
    encrypted.expected_length = 0;
    return sign(encrypted);
}

std::optional<Command> SecureMessaging::open(const Command& secured) {
    auto plain = verify(secured);
    ++counter_;
    if (!plain || !decrypt(plain->data, keys_.enc, start_block(Direction::command))) {
        return std::nullopt;
    }
    return plain;
}

Response SecureMessaging::protect(const Response& plain) {
    base::ensure(plain.data.size() <= largest_secured_response_data);
    Response encrypted = plain;
    encrypt(encrypted.data, keys_.enc, start_block(Direction::response));
    return sign(encrypted);
}

std::optional<Response> SecureMessaging::open(const Response& secured) {
    auto plain = verify(secured);
    if (!plain || !decrypt(plain->data, keys_.enc, start_block(Direction::response))) {
        return std::nullopt;
    }
    return plain;
}

}  // namespace card
