// A meter that runs as a process: lets its time pass at the speed asked for, serves its slot and
// its control socket, and shows its face. One thread; everything happens in the order in which it
// comes.
#pragma once

#include <poll.h>

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "boards/host/control_answer.h"
#include "boards/host/control_request.h"
#include "boards/host/control_server.h"
#include "boards/host/descriptor.h"
#include "boards/host/face/card_hand.h"
#include "boards/host/face/face_command.h"
#include "boards/host/face/terminal_face.h"
#include "boards/host/face/web_face.h"
#include "boards/host/home.h"
#include "boards/host/host_board.h"
#include "boards/host/pacer.h"

namespace boards {

// How people see and touch the meter; any of it may be missing.
struct Front {
    std::optional<TerminalFace> terminal;
    std::optional<WebFace> web;
    std::optional<CardHand> hand;
};

class MeterProcess final : private FaceOwner {
 public:
    // Board, home and front must outlive it.
    MeterProcess(HostBoard& board, Home& home, ControlServer control, Front& front,
                 const Pace& pace);

    // Until it is told to quit, by a request, SIGTERM or SIGINT; then everything is committed.
    // False where the last commit could not be made.
    [[nodiscard]] bool run();

 private:
    using Clock = Pacer::Clock;
    struct Waiting {
        ClientId client = 0;
        RunRequest until;
        std::chrono::sys_seconds end{};
        std::uint64_t insertions = 0;  // ended before the run began
    };

    void wait();
    [[nodiscard]] int milliseconds_to_wait() const;
    void serve_slot();
    void tell_card_waiters();
    void serve_control();
    void serve_web();
    void pass_time();
    void tell_watchers();
    void end_run();

    [[nodiscard]] std::expected<void, HandFault> act(const FaceCommand& command) override;
    [[nodiscard]] std::expected<void, HandFault> put_card_in(std::string_view name);
    [[nodiscard]] std::string live_state() const override;
    [[nodiscard]] std::string cards() const override;

    void answer(ClientId client, const ControlRequest& request);
    void start_run(ClientId client, const RunRequest& request);
    void stop_run(std::string_view because);
    void set_paused(bool paused);
    void set_pace(const Pace& pace);
    [[nodiscard]] std::optional<RunEnd> reached() const;
    [[nodiscard]] std::uint64_t insertions() const;

    HostBoard& board_;
    Home& home_;
    ControlServer control_;
    Front& front_;
    Pace pace_;
    Pacer pacer_;
    Descriptor signals_;
    bool quits_ = false;

    std::optional<Waiting> run_;
    std::vector<ClientId> card_waiters_;
    std::uint64_t insertion_told_ = 0;  // the newest one that a wait_card was answered with
    std::vector<ClientId> watchers_;
    std::uint64_t frame_told_ = 0;
    std::uint32_t event_told_ = 0;
    bool supply_told_ = false;
};

}  // namespace boards
