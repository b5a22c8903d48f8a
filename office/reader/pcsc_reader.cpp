#include "office/reader/pcsc_reader.h"

#include <winscard.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "card/apdu.h"
#include "card/t0/exchange.h"

namespace office {
namespace {

constexpr DWORD wait_for_card_milliseconds = 2'000;
constexpr DWORD either_protocol = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1;

// A context of the service; empty where it does not run.
class Context {
 public:
    Context() {
        is_open_ = ::SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &handle_) ==
                   SCARD_S_SUCCESS;
    }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() {
        if (is_open_) {
            ::SCardReleaseContext(handle_);
        }
    }

    [[nodiscard]] bool is_open() const { return is_open_; }
    [[nodiscard]] SCARDCONTEXT handle() const { return handle_; }

    [[nodiscard]] std::vector<std::string> readers() const {
        DWORD size = 0;
        if (!is_open_ || ::SCardListReaders(handle_, nullptr, nullptr, &size) != SCARD_S_SUCCESS) {
            return {};
        }
        std::string names(size, '\0');  // one after the other, each ended by a zero
        if (::SCardListReaders(handle_, nullptr, names.data(), &size) != SCARD_S_SUCCESS) {
            return {};
        }
        std::vector<std::string> list;
        for (std::string_view rest{names}; !rest.empty() && rest.front() != '\0';) {
            list.emplace_back(rest.substr(0, rest.find('\0')));
            rest.remove_prefix(std::min(rest.size(), list.back().size() + 1));
        }
        return list;
    }

    // The service's word on `reader` now; no flags where it has none.
    [[nodiscard]] SCARD_READERSTATE state_of(const std::string& reader) const {
        SCARD_READERSTATE state{};
        state.szReader = reader.c_str();
        state.dwCurrentState = SCARD_STATE_UNAWARE;
        if (::SCardGetStatusChange(handle_, 0, &state, 1) != SCARD_S_SUCCESS) {
            state.dwEventState = 0;
        }
        return state;
    }

    // Whether a card is in `reader` now or comes within the wait.
    [[nodiscard]] bool has_card(const std::string& reader, DWORD wait_milliseconds) const {
        SCARD_READERSTATE state = state_of(reader);
        if ((state.dwEventState & SCARD_STATE_PRESENT) == 0 && wait_milliseconds > 0) {
            state.dwCurrentState = state.dwEventState;
            static_cast<void>(::SCardGetStatusChange(handle_, wait_milliseconds, &state, 1));
        }
        return (state.dwEventState & SCARD_STATE_PRESENT) != 0;
    }

 private:
    SCARDCONTEXT handle_ = 0;
    bool is_open_ = false;
};

LinkProblem problem_of(LONG error) {
    switch (error) {
        case SCARD_E_NO_SMARTCARD:
            return LinkProblem::no_card;
        case SCARD_W_REMOVED_CARD:
        case SCARD_W_RESET_CARD:
        case SCARD_W_UNPOWERED_CARD:
        case SCARD_W_UNRESPONSIVE_CARD:
        case SCARD_E_NOT_TRANSACTED:
        case SCARD_E_PROTO_MISMATCH:
            return LinkProblem::card_pulled;
        default:
            return LinkProblem::reader_gone;
    }
}

}  // namespace

struct PcscReader::Connection {
    Context context;
    SCARDHANDLE card = 0;
    DWORD protocol = 0;
    DWORD at_the_end = SCARD_RESET_CARD;  // what was opened or selected is gone

    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() {
        if (card != 0) {
            ::SCardDisconnect(card, at_the_end);
        }
    }
};

PcscReader::PcscReader(std::string name) : name_{std::move(name)} {}

PcscReader::~PcscReader() = default;

std::vector<ReaderState> PcscReader::list() {
    const Context context;
    std::vector<ReaderState> list;
    for (const std::string& name : context.readers()) {
        list.push_back({.name = name, .has_card = context.has_card(name, 0)});
    }
    return list;
}

std::expected<std::vector<std::uint8_t>, LinkProblem> PcscReader::connect() {
    release();
    auto connection = std::make_unique<Connection>();
    const auto readers = connection->context.readers();
    const auto reader = name_.empty() ? readers.begin() : std::ranges::find(readers, name_);
    if (reader == readers.end()) {
        return std::unexpected{LinkProblem::reader_gone};
    }
    if (!connection->context.has_card(*reader, wait_for_card_milliseconds)) {
        return std::unexpected{LinkProblem::no_card};
    }
    if (const LONG result =
            ::SCardConnect(connection->context.handle(), reader->c_str(), SCARD_SHARE_EXCLUSIVE,
                           either_protocol, &connection->card, &connection->protocol);
        result != SCARD_S_SUCCESS) {
        return std::unexpected{problem_of(result)};
    }
    // Nothing that another program selected or opened may be left.
    if (const LONG result =
            ::SCardReconnect(connection->card, SCARD_SHARE_EXCLUSIVE, either_protocol,
                             SCARD_RESET_CARD, &connection->protocol);
        result != SCARD_S_SUCCESS) {
        return std::unexpected{problem_of(result)};
    }
    std::vector<std::uint8_t> reset_answer(MAX_ATR_SIZE);
    DWORD size = MAX_ATR_SIZE;
    if (const LONG result = ::SCardStatus(connection->card, nullptr, nullptr, nullptr, nullptr,
                                          reset_answer.data(), &size);
        result != SCARD_S_SUCCESS) {
        return std::unexpected{problem_of(result)};
    }
    reset_answer.resize(size);
    connection_ = std::move(connection);
    return reset_answer;
}

std::expected<std::vector<std::uint8_t>, LinkProblem> PcscReader::transmit(
    std::span<const std::uint8_t> bytes) {
    if (!connection_) {
        return std::unexpected{LinkProblem::no_card};
    }
    const auto command = card::decode_command(bytes);
    if (!command) {
        return send(bytes);
    }
    card::CardExchange exchange{connection_->protocol == SCARD_PROTOCOL_T0 ? card::CardProtocol::t0
                                                                           : card::CardProtocol::t1,
                                *command};
    bool goes_on = true;
    while (goes_on) {
        const auto response = send(exchange.message());
        if (!response) {
            return std::unexpected{response.error()};
        }
        goes_on = exchange.accept(*response);
    }
    if (!exchange.answer()) {
        // A card that goes in the middle of its answer may leave a short one behind.
        return std::unexpected{let_go(LinkProblem::card_pulled)};
    }
    return std::vector<std::uint8_t>{exchange.answer()->begin(), exchange.answer()->end()};
}

std::expected<std::vector<std::uint8_t>, LinkProblem> PcscReader::send(
    std::span<const std::uint8_t> message) {
    const SCARD_IO_REQUEST* protocol =
        connection_->protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
    std::array<std::uint8_t, MAX_BUFFER_SIZE> response{};
    DWORD size = response.size();
    const LONG result = ::SCardTransmit(connection_->card, protocol, message.data(), message.size(),
                                        nullptr, response.data(), &size);
    if (result != SCARD_S_SUCCESS) {
        return std::unexpected{let_go(problem_of(result))};
    }
    return std::vector<std::uint8_t>{response.begin(),
                                     response.begin() + static_cast<std::ptrdiff_t>(size)};
}

// Resetting a card that is gone would only confuse the service about the next one.
LinkProblem PcscReader::let_go(LinkProblem problem) {
    connection_->at_the_end = SCARD_LEAVE_CARD;
    release();
    return problem;
}

std::expected<Insertion, LinkProblem> PcscReader::look() const {
    const Context context;
    const auto readers = context.readers();
    const auto reader = name_.empty() ? readers.begin() : std::ranges::find(readers, name_);
    if (reader == readers.end()) {
        return std::unexpected{LinkProblem::reader_gone};
    }
    const DWORD state = context.state_of(*reader).dwEventState;
    if ((state & SCARD_STATE_PRESENT) == 0) {
        return Insertion::none;
    }
    // The upper half counts what came and went; the lowest bit keeps the first card above none.
    constexpr unsigned counter_shift = 16;
    return static_cast<Insertion>((state >> counter_shift) << 1 | 1);
}

void PcscReader::release() {
    connection_.reset();
}

}  // namespace office
