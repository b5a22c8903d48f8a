#include "tests/card_reader/pcsc_client.h"

#include <winscard.h>

#include <array>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

namespace card_reader {

struct PcscClient::Connection {
    SCARDCONTEXT context = 0;
    std::string reader;
    SCARDHANDLE card = 0;
};

namespace {

using std::chrono_literals::operator""ms;

void must(LONG outcome, const char* what) {
    if (outcome != SCARD_S_SUCCESS) {
        throw std::runtime_error{std::string{what} + ": " + pcsc_stringify_error(outcome)};
    }
}

void wait_until(const char* what, const std::function<bool()>& holds) {
    for (int attempt = 0; attempt < 2'000; ++attempt) {
        if (holds()) {
            return;
        }
        std::this_thread::sleep_for(5ms);
    }
    throw std::runtime_error{std::string{"waited in vain until "} + what};
}

}  // namespace

PcscClient::PcscClient() : connection_{std::make_unique<Connection>()} {
    wait_until("the service answers", [this] {
        return SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &connection_->context) ==
               SCARD_S_SUCCESS;
    });
    wait_until("there is a reader", [this] {
        std::array<char, 1024> names{};
        DWORD size = names.size();
        if (SCardListReaders(connection_->context, nullptr, names.data(), &size) !=
            SCARD_S_SUCCESS) {
            return false;
        }
        connection_->reader = names.data();  // the first of them
        return true;
    });
}

PcscClient::~PcscClient() {
    SCardDisconnect(connection_->card, SCARD_LEAVE_CARD);
    SCardReleaseContext(connection_->context);
}

void PcscClient::wait_for_card() {
    wait_until("there is a card", [this] {
        DWORD protocol = 0;
        return SCardConnect(connection_->context, connection_->reader.c_str(),
                            SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
                            &connection_->card, &protocol) == SCARD_S_SUCCESS;
    });
}

void PcscClient::wait_for_removal() {
    SCardDisconnect(connection_->card, SCARD_LEAVE_CARD);
    wait_until("the card is gone", [this] {
        SCARD_READERSTATE state{};
        state.szReader = connection_->reader.c_str();
        return SCardGetStatusChange(connection_->context, 0, &state, 1) == SCARD_S_SUCCESS &&
               (state.dwEventState & SCARD_STATE_EMPTY) != 0;
    });
}

std::optional<std::vector<std::uint8_t>> PcscClient::transmit(
    std::span<const std::uint8_t> command) {
    std::vector<std::uint8_t> answer(258);
    DWORD size = answer.size();
    if (SCardTransmit(connection_->card, SCARD_PCI_T1, command.data(), command.size(), nullptr,
                      answer.data(), &size) != SCARD_S_SUCCESS) {
        return std::nullopt;
    }
    answer.resize(size);
    return answer;
}

void PcscClient::reset_card() {
    DWORD protocol = 0;
    must(SCardReconnect(connection_->card, SCARD_SHARE_EXCLUSIVE,
                        SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, SCARD_RESET_CARD, &protocol),
         "the card cannot be reset");
}

std::vector<std::uint8_t> PcscClient::answer_to_reset() {
    std::vector<std::uint8_t> bytes(MAX_ATR_SIZE);
    DWORD size = bytes.size();
    must(SCardStatus(connection_->card, nullptr, nullptr, nullptr, nullptr, bytes.data(), &size),
         "the card has no answer to reset");
    bytes.resize(size);
    return bytes;
}

}  // namespace card_reader
