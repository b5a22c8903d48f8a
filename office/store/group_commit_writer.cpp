#include "office/store/group_commit_writer.h"

#include <sys/random.h>

#include <algorithm>
#include <future>
#include <iterator>
#include <utility>

#include "base/ensure.h"

namespace office {
namespace {

// Of the office's own commands, which nobody repeats.
CommandId fresh_command_id() {
    CommandId id;
    base::ensure(::getrandom(id.bytes.data(), id.bytes.size(), 0) ==
                 static_cast<::ssize_t>(id.bytes.size()));
    return id;
}

}  // namespace

GroupCommitWriter::GroupCommitWriter(Store& store, Clock clock, Limits limits, KeyStore* keys)
    : store_{store}, keys_{keys}, clock_{std::move(clock)}, limits_{limits}, thread_{[this] {
          work();
      }} {}

GroupCommitWriter::~GroupCommitWriter() {
    {
        const std::lock_guard lock{mutex_};
        is_closing_ = true;
    }
    something_waits_.notify_one();
    thread_.join();
    std::vector<Waiting> nothing_but_uses;
    commit(nothing_but_uses);
}

bool GroupCommitWriter::submit(Request request, Answered answered) {
    {
        const std::lock_guard lock{mutex_};
        if (is_closing_ || waiting_.size() >= limits_.waiting) {
            return false;
        }
        waiting_.push_back({std::move(request), std::move(answered)});
    }
    something_waits_.notify_one();
    return true;
}

std::expected<Outcome, StoreError> GroupCommitWriter::post(Request request) {
    std::promise<std::expected<Outcome, StoreError>> promise;
    auto answer = promise.get_future();
    const bool is_taken =
        submit(std::move(request), [&promise](auto given) { promise.set_value(std::move(given)); });
    if (!is_taken) {
        return std::unexpected{
            StoreError{StoreProblem::too_busy, "too many commands wait; try again"}};
    }
    return answer.get();
}

std::expected<std::expected<Quote, Refusal>, StoreError> GroupCommitWriter::quote(
    UserId user, const Sell& sell) {
    const Moment now = clock_();
    return store_.quote({.id = {}, .user = user, .at = now.at, .business_date = now.business_date},
                        sell);
}

void GroupCommitWriter::work() {
    std::vector<Waiting> batch;
    while (true) {
        {
            std::unique_lock lock{mutex_};
            something_waits_.wait(lock, [this] { return is_closing_ || !waiting_.empty(); });
            if (waiting_.empty()) {
                return;
            }
            const auto count =
                static_cast<std::ptrdiff_t>(std::min(waiting_.size(), limits_.batch));
            const auto end = waiting_.begin() + count;
            batch.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
            waiting_.erase(waiting_.begin(), end);
        }
        commit(batch);
        batch.clear();
    }
}

void GroupCommitWriter::commit(std::vector<Waiting>& batch) {
    const Moment now = clock_();
    std::vector<Envelope> envelopes;
    envelopes.reserve(batch.size());
    for (Waiting& waiting : batch) {
        Request& request = waiting.request;
        envelopes.push_back(
            {{request.id, request.user, now.at, now.business_date}, std::move(request.command)});
    }
    const auto uses = keys_ != nullptr ? keys_->take_uses() : std::vector<MasterUses>{};
    if (!uses.empty()) {
        envelopes.push_back(
            {{fresh_command_id(), the_office, now.at, now.business_date}, RecordKeyUses{uses}});
    }
    if (envelopes.empty()) {
        return;
    }
    auto outcomes = store_.post(envelopes);
    if (!uses.empty() && (!outcomes || !outcomes->back())) {
        keys_->give_back(uses);
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (outcomes) {
            batch[i].answered(std::move((*outcomes)[i]));
        } else {
            batch[i].answered(std::unexpected{outcomes.error()});
        }
    }
}

}  // namespace office
