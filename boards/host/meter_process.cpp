#include "boards/host/meter_process.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <utility>
#include <variant>

#include "boards/host/face/live_state.h"

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

MeterProcess::MeterProcess(HostBoard& board, Home& home, ControlServer control, Front& front,
                           const Pace& pace)
    : board_{board},
      home_{home},
      control_{std::move(control)},
      front_{front},
      pace_{pace},
      signals_{open_signals()},
      event_told_{home.state().events.last_number()},
      supply_told_{home.supply_is_closed()} {
    pacer_.start(pace_.speed, Clock::now());
}

bool MeterProcess::run() {
    while (!quits_) {
        if (front_.terminal) {
            front_.terminal->refresh(home_, pace_, Clock::now());
        }
        wait();
        serve_slot();
        serve_control();
        serve_web();
        pass_time();
        tell_watchers();
    }
    home_.save();
    if (front_.terminal) {
        front_.terminal->close(home_, pace_);
    }
    return home_.can_store();
}

void MeterProcess::wait() {
    std::vector<pollfd> waiting{
        {.fd = signals_.number(), .events = POLLIN, .revents = 0},
        {.fd = board_.card_slot.descriptor(), .events = POLLIN, .revents = 0}};
    control_.add_to(waiting);
    if (front_.web) {
        front_.web->add_to(waiting);
    }
    (void)::poll(waiting.data(), waiting.size(), milliseconds_to_wait());
    quits_ = quits_ || (waiting[0].revents & POLLIN) != 0;
}

int MeterProcess::milliseconds_to_wait() const {
    std::optional<Clock::time_point> first = board_.card_slot.deadline();
    const auto consider = [&first](std::optional<Clock::time_point> other) {
        if (other) {
            first = std::min(first.value_or(*other), *other);
        }
    };
    if (!pace_.is_paused) {
        consider(pacer_.next_step());
    }
    if (front_.terminal) {
        consider(front_.terminal->next_refresh());
    }
    if (front_.web) {
        consider(front_.web->deadline());
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

void MeterProcess::serve_web() {
    if (front_.web) {
        front_.web->serve(*this, Clock::now());
    }
}

std::expected<void, HandFault> MeterProcess::act(const FaceCommand& command) {
    using Done = std::expected<void, HandFault>;
    Surroundings& around = home_.surroundings();
    return std::visit(Overloaded{[this](const PutCardIn& put) { return put_card_in(put.card); },
                                 [this](const PullCard&) {
                                     if (front_.hand) {
                                         front_.hand->pull();
                                     }
                                     return Done{};
                                 },
                                 [&around](const PressButton& press) {
                                     around.inputs.*press.button = true;
                                     return Done{};
                                 },
                                 [&around](const HoldInput& hold) {
                                     around.inputs.*hold.input = hold.on;
                                     return Done{};
                                 },
                                 [&around](const SetLoad& load) {
                                     around.load = load.power;
                                     return Done{};
                                 },
                                 [&around](const SwitchMains& mains) {
                                     around.has_mains = mains.on;
                                     return Done{};
                                 },
                                 [&around](const SetMains& mains) {
                                     around.voltage = mains.voltage;
                                     return Done{};
                                 },
                                 [&around](const SetLeak& leak) {
                                     around.leakage = leak.current;
                                     return Done{};
                                 },
                                 [this](const SetPace& wanted) {
                                     if (wanted.pace.is_paused) {
                                         stop_run("paused");
                                     }
                                     set_pace(wanted.pace);
                                     return Done{};
                                 }},
                      command);
}

std::expected<void, HandFault> MeterProcess::put_card_in(std::string_view name) {
    if (!front_.hand) {
        return std::unexpected{
            HandFault{.error = HandError::no_folder,
                      .reason = "no folder of cards was given: start the meter with --cards"}};
    }
    if (!board_.card_slot.is_empty()) {
        return std::unexpected{HandFault{.error = HandError::slot_taken,
                                         .reason = "the slot holds a card: pull it first"}};
    }
    auto contacts = front_.hand->put_in(name);
    if (!contacts) {
        return std::unexpected{contacts.error()};
    }
    board_.card_slot.put_in(*std::move(contacts), Clock::now());
    return {};
}

std::string MeterProcess::live_state() const {
    return boards::live_state(home_, pace_, front_.hand ? front_.hand->card_in() : "");
}

std::string MeterProcess::cards() const {
    return cards_json(front_.hand ? front_.hand->cards() : std::vector<CardInFolder>{});
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
            tell(event_line(event, home_.state().events.recent()));
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
                              set_pace({.is_paused = pace_.is_paused, .speed = speed.value});
                              done();
                          },
                          [this, done](const AddLoadRequest& load) {
                              home_.add_load(load.power, load.duration);
                              done();
                          },
                          [this, done](const MainsRequest& mains) {
                              home_.surroundings().has_mains = mains.on;
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
    set_pace({.is_paused = paused, .speed = pace_.speed});
}

void MeterProcess::set_pace(const Pace& pace) {
    pace_ = pace;
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
