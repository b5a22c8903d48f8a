#include "boards/host/meter_process.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <utility>
#include <variant>

namespace boards {
namespace {

// How long meter time passes before slot and sockets are looked at again.
constexpr std::chrono::milliseconds slice{5};

Descriptor open_signals() {
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    ::sigprocmask(SIG_BLOCK, &ending, nullptr);
    return Descriptor{::signalfd(-1, &ending, SFD_NONBLOCK | SFD_CLOEXEC)};
}

template <typename... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

}  // namespace

MeterProcess::MeterProcess(HostBoard& board, Home& home, ControlServer control, TerminalFace* face,
                           const Pace& pace)
    : board_{board},
      home_{home},
      control_{std::move(control)},
      face_{face},
      pace_{pace},
      signals_{open_signals()},
      event_told_{home.state().events.last_number()},
      supply_told_{home.supply_is_closed()} {
    pacer_.start(pace_.speed, Clock::now());
}

bool MeterProcess::run() {
    while (!quits_) {
        if (face_ != nullptr) {
            face_->refresh(home_, pace_, Clock::now());
        }
        wait();
        serve_slot();
        serve_control();
        pass_time();
        tell_watchers();
    }
    home_.save();
    if (face_ != nullptr) {
        face_->close(home_, pace_);
    }
    return home_.can_store();
}

void MeterProcess::wait() {
    std::vector<pollfd> waiting{
        {.fd = signals_.number(), .events = POLLIN, .revents = 0},
        {.fd = board_.card_slot.descriptor(), .events = POLLIN, .revents = 0}};
    control_.add_to(waiting);
    (void)::poll(waiting.data(), waiting.size(), milliseconds_to_wait());
    quits_ = quits_ || (waiting[0].revents & POLLIN) != 0;
}

int MeterProcess::milliseconds_to_wait() const {
    std::optional<Clock::time_point> first = board_.card_slot.deadline();
    if (!pace_.is_paused) {
        first = std::min(first.value_or(pacer_.next_step()), pacer_.next_step());
    }
    if (face_ != nullptr && face_->next_refresh()) {
        first = std::min(first.value_or(*face_->next_refresh()), *face_->next_refresh());
    }
    if (!first) {
        return -1;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*first - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

void MeterProcess::serve_slot() {
    while (const auto event = board_.card_slot.next(Clock::now())) {
        home_.handle(*event);
    }
    tell_card_waiters();
    end_run();
}

void MeterProcess::tell_card_waiters() {
    const auto& insertion = home_.last_insertion();
    if (insertion && insertion->number != insertion_told_ && !card_waiters_.empty()) {
        for (const ClientId client : std::exchange(card_waiters_, {})) {
            control_.send(client, insertion_line(*insertion));
        }
        insertion_told_ = insertion->number;
    }
}

void MeterProcess::serve_control() {
    for (const ClientLine& asked : control_.collect()) {
        const auto request = parse_request(asked.line);
        if (request) {
            answer(asked.client, *request);
        } else {
            control_.send(asked.client, error_line(request.error()));
        }
    }
}

void MeterProcess::pass_time() {
    const auto end = Clock::now() + slice;
    for (auto now = Clock::now(); !pace_.is_paused && now < end && pacer_.take_step(now);
         now = Clock::now()) {
        home_.step();
        tell_card_waiters();
        end_run();
        if (!watchers_.empty()) {
            tell_watchers();
        }
    }
}

void MeterProcess::tell_watchers() {
    std::erase_if(watchers_, [this](ClientId client) { return !control_.is_connected(client); });
    const auto tell = [this](const std::string& line) {
        for (const ClientId client : watchers_) {
            control_.send(client, line);
        }
    };
    for (const meter::Event& event : home_.state().events.recent()) {
        if (event.number > event_told_) {
            tell(event_line(event));
        }
    }
    event_told_ = home_.state().events.last_number();
    if (supply_told_ != home_.supply_is_closed()) {
        supply_told_ = home_.supply_is_closed();
        tell(supply_line(home_));
    }
    if (frame_told_ != board_.display_panel.changes) {
        frame_told_ = board_.display_panel.changes;
        tell(display_line(home_));
    }
}

void MeterProcess::answer(ClientId client, const ControlRequest& request) {
    const auto done = [this, client] { control_.send(client, done_line()); };
    std::visit(Overloaded{[this, client](const StatusRequest&) {
                              control_.send(client, status_line(home_, pace_));
                          },
                          [this, client](const RunRequest& run) { start_run(client, run); },
                          [this, done](const PauseRequest&) {
                              stop_run("paused");
                              set_paused(true);
                              done();
                          },
                          [this, done](const ResumeRequest&) {
                              set_paused(false);
                              done();
                          },
                          [this, done](const SpeedRequest& speed) {
                              pace_.speed = speed.value;
                              pacer_.start(pace_.speed, Clock::now());
                              done();
                          },
                          [this, done](const AddLoadRequest& load) {
                              home_.add_load(load.power, load.duration);
                              done();
                          },
                          [this, client](const WatchRequest&) {
                              watchers_.push_back(client);
                              control_.send(client, supply_line(home_));
                              control_.send(client, display_line(home_));
                          },
                          [this, client](const WaitCardRequest&) {
                              // An insertion that nobody has heard of yet answers at once: the card
                              // may have been quicker than the request.
                              const auto& insertion = home_.last_insertion();
                              if (!home_.is_serving_a_card() && insertion &&
                                  insertion->number != insertion_told_) {
                                  insertion_told_ = insertion->number;
                                  control_.send(client, insertion_line(*insertion));
                              } else {
                                  card_waiters_.push_back(client);
                              }
                          },
                          [this, done](const QuitRequest&) {
                              done();
                              quits_ = true;
                          }},
               request);
}

void MeterProcess::start_run(ClientId client, const RunRequest& request) {
    if (run_) {
        control_.send(client, error_line("the meter is running already: wait or pause it"));
        return;
    }
    run_ = Waiting{.client = client,
                   .until = request,
                   .end = home_.now() + request.seconds,
                   .insertions = insertions()};
    set_paused(false);
    end_run();
}

void MeterProcess::stop_run(std::string_view because) {
    if (run_) {
        set_paused(true);
        control_.send(run_->client, status_line(home_, pace_, because));
        run_.reset();
    }
}

void MeterProcess::end_run() {
    if (!run_) {
        return;
    }
    if (const auto end = reached()) {
        stop_run(name_of(*end));
    } else if (!control_.is_connected(run_->client)) {
        stop_run("disconnected");
    }
}

void MeterProcess::set_paused(bool paused) {
    pace_.is_paused = paused;
    pacer_.start(pace_.speed, Clock::now());
}

std::optional<RunEnd> MeterProcess::reached() const {
    const auto holds = [this](RunEnd end) {
        switch (end) {
            case RunEnd::supply_open:
                return !home_.supply_is_closed();
            case RunEnd::alarm:
                return home_.state().alarm;
            case RunEnd::card_done:
                return insertions() != run_->insertions;
            case RunEnd::seconds:
                return home_.now() >= run_->end;
        }
        std::unreachable();
    };
    const auto found = std::ranges::find_if(run_->until.until, holds);
    if (found == run_->until.until.end()) {
        return std::nullopt;
    }
    return *found;
}

std::uint64_t MeterProcess::insertions() const {
    return home_.last_insertion() ? home_.last_insertion()->number : 0;
}

}  // namespace boards
