// Whatever connects to the slot of tallywatt-meter: bytes at any time, commands from the meter and
// time in between. The meter hears of one card at a time, of no answer that it did not wait for and
// of none that no card could give.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "base/byte_reader.h"
#include "base/ensure.h"
#include "boards/host/card_slot_server.h"
#include "boards/host/testing/slot_stranger.h"

namespace {

using boards::CardSlotServer;
using boards::SlotEvent;
using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t longest_message = 261;
constexpr std::chrono::milliseconds time_unit{50};

// The slot with a stranger at the other end of its line.
class Slot {
 public:
    Slot() { server_.put_in(stranger_.take_slot_end(), now_); }

    void say(Bytes bytes) { stranger_.say(bytes); }
    void hang_up() { stranger_.hang_up(); }
    void wait(std::uint8_t units) { now_ += units * time_unit; }
    void ask(Bytes command) {
        if (is_inserted_ && !is_waiting_ && !command.empty()) {  // the meter sends no empty one
            is_waiting_ = true;
            server_.send(command);
        }
    }
    void reset() {
        if (is_inserted_ && !is_waiting_) {
            server_.reset();
        }
    }
    // Hears everything that has happened.
    void hear() {
        stranger_.listen();
        while (const auto event = server_.next(now_)) {
            judge(*event);
        }
    }

 private:
    void judge(const SlotEvent& event) {
        using enum SlotEvent::Kind;
        base::ensure((event.kind == inserted) != is_inserted_);
        base::ensure(event.answer.size() <= longest_message);
        if (event.kind == answered || event.kind == silent) {
            base::ensure(std::exchange(is_waiting_, false));
        }
        if (event.kind == pulled) {
            base::ensure(server_.is_empty());
            is_waiting_ = false;
        }
        is_inserted_ = event.kind != pulled;
    }

    CardSlotServer server_;
    boards::testing::SlotStranger stranger_;
    CardSlotServer::Clock::time_point now_ = CardSlotServer::Clock::now();
    bool is_inserted_ = false;
    bool is_waiting_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    base::ByteReader script{{data, size}};
    Slot slot;
    while (script.left() > 0) {
        const std::uint8_t step = script.u8();
        const std::uint8_t value = script.u8();
        const auto bytes = [&] {
            return script.bytes(std::min<std::size_t>(value, script.left()));
        };
        switch (step % 5) {
            case 0:
                slot.say(bytes());
                break;
            case 1:
                slot.wait(value);
                break;
            case 2:
                slot.ask(bytes());
                break;
            case 3:
                slot.reset();
                break;
            default:
                slot.hang_up();
                break;
        }
        slot.hear();
    }
    return 0;
}
