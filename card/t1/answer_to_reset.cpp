#include "card/t1/answer_to_reset.h"

#include "base/byte_reader.h"

namespace card {
namespace {

constexpr std::uint8_t direct_convention = 0x3B;
constexpr unsigned has_ta = 0x10;
constexpr unsigned has_tb = 0x20;
constexpr unsigned has_tc = 0x40;
constexpr unsigned has_td = 0x80;

// The interface bytes as they follow each other, group after group.
class InterfaceBytes {
 public:
    explicit InterfaceBytes(std::uint8_t format) : present_{format} {}

    void read(base::ByteReader& bytes) {
        for (unsigned group = 1; present_ != 0; ++group) {
            read_group(bytes, group);
        }
    }

    [[nodiscard]] const AnswerToReset& result() const { return result_; }
    [[nodiscard]] bool has_check() const { return has_check_; }

 private:
    void read_group(base::ByteReader& bytes, unsigned group) {
        const unsigned present = present_;
        present_ = 0;
        if ((present & has_ta) != 0) {
            take_ta(bytes.u8(), group);
        }
        for (const unsigned other : {has_tb, has_tc}) {
            if ((present & other) != 0) {
                bytes.u8();
            }
        }
        if ((present & has_td) != 0) {
            take_td(bytes.u8(), group);
        }
    }

    // From the third group on it is of the protocol that the byte before named: for T=1 the longest
    // field, said once.
    void take_ta(std::uint8_t value, unsigned group) {
        if (group > 2 && protocol_of_group_ == 1 && !has_field_) {
            result_.card_field = value;
            has_field_ = true;
        }
    }

    void take_td(std::uint8_t value, unsigned group) {
        protocol_of_group_ = value & 0x0FU;
        present_ = value & 0xF0U;
        has_check_ = has_check_ || protocol_of_group_ != 0;
        if (group == 1) {
            result_.protocol = static_cast<std::uint8_t>(protocol_of_group_);
        }
    }

    unsigned present_;
    unsigned protocol_of_group_ = 0;
    bool has_field_ = false;
    bool has_check_ = false;
    AnswerToReset result_;
};

bool is_balanced(std::span<const std::uint8_t> bytes) {
    unsigned check = 0;
    for (const std::uint8_t byte : bytes) {
        check ^= byte;
    }
    return check == 0;
}

}  // namespace

std::expected<AnswerToReset, ResetAnswerFault> decode_answer_to_reset(
    std::span<const std::uint8_t> bytes) {
    if (bytes.size() > longest_answer_to_reset ||
        (!bytes.empty() && bytes[0] != direct_convention)) {
        return std::unexpected{ResetAnswerFault::malformed};
    }
    base::ByteReader reader{bytes};
    reader.u8();
    const std::uint8_t format = reader.u8();
    InterfaceBytes interface{static_cast<std::uint8_t>(format & 0xF0U)};
    interface.read(reader);
    reader.bytes(format & 0x0FU);
    if (interface.has_check()) {
        reader.u8();
    }
    if (!reader.is_whole()) {
        return std::unexpected{ResetAnswerFault::incomplete};
    }
    const AnswerToReset answer = interface.result();
    const bool is_right = reader.left() == 0 && answer.card_field >= 1 &&
                          answer.card_field <= t1_largest_field &&
                          (!interface.has_check() || is_balanced(bytes.subspan(1)));
    if (!is_right) {
        return std::unexpected{ResetAnswerFault::malformed};
    }
    return answer;
}

}  // namespace card
