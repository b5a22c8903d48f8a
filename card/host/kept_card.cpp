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
    const ResponseBytes response = card_.process(command, fresh_challenge());
    if (card_.changes() != kept_) {
        if (const auto done = file_.replace(card_.image(), field_.get()); !done) {
            return std::unexpected{done.error()};
        }
        kept_ = card_.changes();
    }
    return response;
}

}  // namespace card
