#include "apps/office_parts.h"

#include <array>
#include <chrono>

#include "office/domain/uuid.h"
#include "office/store/business_calendar.h"
#include "office/web/problem.h"
#include "office/web/secret.h"

namespace apps {
namespace {

constexpr std::size_t questions_at_a_time = 8;

std::chrono::sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

std::unexpected<std::string> complain(std::string sentence) {
    return std::unexpected{std::move(sentence)};
}

OrComplaint<office::GroupCommitWriter::Clock> clock_of_zone(const std::string& zone) {
    const auto calendar = office::BusinessCalendar::of_zone(zone);
    if (!calendar) {
        return complain("there is no time zone " + zone + ": give one like Europe/Paris");
    }
    return [calendar = *calendar] {
        const auto at = now();
        return office::GroupCommitWriter::Moment{.at = at, .business_date = calendar.date_of(at)};
    };
}

OrComplaint<std::unique_ptr<office::SqliteStore>> open_books(const OfficeDirectory& directory) {
    auto store = office::SqliteStore::open(directory.books(), questions_at_a_time);
    if (!store) {
        return complain(store.error().detail);
    }
    return std::move(*store);
}

OrComplaint<OpenOffice> open_office(const std::filesystem::path& data, std::size_t threads) {
    const auto directory = OfficeDirectory::open(data);
    if (!directory) {
        return complain(directory.error());
    }
    const auto pin = directory->pin();
    if (!pin) {
        return complain(pin.error());
    }
    auto module = directory->load_module();
    if (!module) {
        return complain(module.error());
    }
    auto keys = office::TokenKeyStore::open(**module, *pin, threads);
    if (!keys) {
        return complain(complaint(keys.error()));
    }
    auto store = open_books(*directory);
    if (!store) {
        return complain(store.error());
    }
    return OpenOffice{*directory, std::move(*module), std::move(*keys), std::move(*store)};
}

office::CommandId new_command_id(std::chrono::sys_seconds at) {
    std::array<std::uint8_t, 16> random{};
    office::fill_random(random);
    const auto milliseconds = std::chrono::milliseconds{at.time_since_epoch()}.count();
    return office::uuid_version_7(random, static_cast<std::uint64_t>(milliseconds));
}

std::string sentence_of(office::Refusal refusal) {
    return std::string{office::problem_of(refusal).title};
}

OrComplaint<office::Answer> post_command(office::Store& store, office::Command command,
                                         std::string_view what, office::UserId user) {
    const auto clock = clock_of_zone(store.settings().time_zone);
    if (!clock) {
        return complain(clock.error());
    }
    const auto moment = (*clock)();
    const std::array batch{office::Envelope{.context = {.id = new_command_id(moment.at),
                                                        .user = user,
                                                        .at = moment.at,
                                                        .business_date = moment.business_date},
                                            .command = std::move(command)}};
    const auto outcomes = store.post(batch);
    if (!outcomes) {
        return complain("the books cannot be written: " + outcomes.error().detail);
    }
    if (!outcomes->front()) {
        return complain(std::string{what} + ": " + sentence_of(outcomes->front().error()));
    }
    return outcomes->front()->answer;
}

OrComplaint<void> keep_uses(office::KeyStore& keys, office::Store& store) {
    auto uses = keys.take_uses();
    if (uses.empty()) {
        return {};
    }
    const auto kept = post_command(store, office::RecordKeyUses{uses}, "the uses of keys");
    if (!kept) {
        keys.give_back(uses);
        return complain(kept.error());
    }
    return {};
}

}  // namespace apps
