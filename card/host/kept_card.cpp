#include "card/host/kept_card.h"

#include <sys/random.h>

#include "base/ensure.h"

namespace card {
namespace {

Challenge fresh_challenge() {
    Challenge challenge{};
    const auto count = ::getrandom(challenge.data(), challenge.size(), 0);
    base::ensure(count == static_cast<ssize_t>(challenge.size()));  // so few bytes never come short
    return challenge;
}

}  // namespace

KeptCard::KeptCard(CardFile& file)
    : file_{file},
      field_{file.field()},
      card_{field_ ? SoftwareCard{file.memory(), *field_} : SoftwareCard{file.memory()}} {}

std::expected<ResponseBytes, CardFileFault> KeptCard::answer(
    std::span<const std::uint8_t> command) {
    card_.receive(command);
    if (const auto done = keep(); !done) {
        card_.reset();
        return std::unexpected{done.error()};
    }
    const ResponseBytes response = card_.respond(fresh_challenge());
    if (const auto done = keep(); !done) {
        return std::unexpected{done.error()};
    }
    return response;
}

std::expected<void, CardFileFault> KeptCard::keep() {
    if (card_.changes() == kept_) {
        return {};
    }
    const auto done = file_.replace(card_.image(), field_.get());
    if (done) {
        kept_ = card_.changes();
    }
    return done;
}

}  // namespace card
