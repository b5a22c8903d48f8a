#include "apps/key_lists.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <map>
#include <string>

#include "apps/key_ceremonies.h"
#include "apps/office_parts.h"
#include "office/domain/key_share.h"
#include "office/keys/master_keys.h"

namespace apps {
namespace {

std::string text_of(const office::MasterName& name) {
    return std::string{office::name_of(name.kind)} + " " +
           std::to_string(std::to_underlying(name.version));
}

const char* name_of(office::Ceremony ceremony) {
    switch (ceremony) {
        case office::Ceremony::create:
            return "create";
        case office::Ceremony::import:
            return "import";
        case office::Ceremony::reshare:
            return "export";
        case office::Ceremony::roll:
            return "roll";
        case office::Ceremony::retire:
            return "retire";
        case office::Ceremony::put_away:
            return "put-away";
    }
    std::unreachable();
}

const char* name_of(office::MasterUse use) {
    switch (use) {
        case office::MasterUse::order_mac:
            return "order codes";
        case office::MasterUse::report_check:
            return "report codes";
        case office::MasterUse::card_session:
            return "card sessions";
        case office::MasterUse::card_keys:
            return "card keys wrapped";
        case office::MasterUse::meter_key:
            return "meter keys exported";
        case office::MasterUse::parameter_mac:
            return "parameter_mac";
        case office::MasterUse::keys_record:
            return "roll-over records";
    }
    std::unreachable();
}

std::string utc_text(std::chrono::sys_seconds at) {
    const std::time_t seconds = at.time_since_epoch().count();
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[32]{};
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &parts);
    return text;
}

OrComplaint<std::map<office::UserId, std::string>> names_of_users(const office::Store& store) {
    const auto users = store.users();
    if (!users) {
        return complain(users.error().detail);
    }
    std::map<office::UserId, std::string> names;
    for (const auto& user : *users) {
        names[user.user] = user.name;
    }
    return names;
}

}  // namespace

OrComplaint<void> list_masters(const std::filesystem::path& data) {
    auto room = open_ceremony_room(data, MissingToken::refuse);
    if (!room) {
        return complain(room.error());
    }
    const auto held = office::MasterKeys{*room->session}.held();
    const auto ceremonies = room->store->ceremonies();
    auto names = names_of_users(*room->store);
    if (!held || !ceremonies || !names) {
        return complain(!held         ? complaint(held.error())
                        : !ceremonies ? ceremonies.error().detail
                                      : names.error());
    }
    std::puts("in the token:");
    for (const office::HeldMaster& key : *held) {
        std::printf("  %-12s fingerprint %s\n", text_of(key.name).c_str(),
                    office::to_text(key.fingerprint).c_str());
    }
    std::puts("ceremonies:");
    for (const office::CeremonyView& view : *ceremonies) {
        std::string shares;
        if (view.held.shares) {
            shares = ", any " + std::to_string(view.held.shares->needed) + " of " +
                     std::to_string(view.held.shares->count) + " shares";
        }
        std::printf("  %s  %-8s %-12s fingerprint %s%s, by %s and %s\n", utc_text(view.at).c_str(),
                    name_of(view.held.ceremony), text_of(view.held.master).c_str(),
                    office::to_text(view.held.fingerprint).c_str(), shares.c_str(),
                    (*names)[view.first].c_str(), (*names)[view.held.second].c_str());
    }
    return {};
}

OrComplaint<void> tell_key_status(const std::filesystem::path& data) {
    const auto directory = OfficeDirectory::open(data);
    if (!directory) {
        return complain(directory.error());
    }
    const auto store = open_books(*directory);
    if (!store) {
        return complain(store.error());
    }
    const auto fleet = (*store)->fleet_keys();
    const auto uses = (*store)->key_uses();
    if (!fleet || !uses) {
        return complain(fleet ? uses.error().detail : fleet.error().detail);
    }
    std::uint64_t all = 0;
    std::uint64_t there = 0;
    for (const office::VersionView& version : fleet->versions) {
        all += version.meters;
        there += version.version >= fleet->in_use ? version.meters : 0;
        std::printf("master %d: %llu meters, %llu of them have reported\n",
                    std::to_underlying(version.version),
                    static_cast<unsigned long long>(version.meters),
                    static_cast<unsigned long long>(version.reported));
    }
    const unsigned per_cent = all == 0 ? 100U : static_cast<unsigned>(100 * there / all);
    std::string bar(20, '.');
    std::fill_n(bar.begin(), per_cent / 5, '#');
    std::printf("in use: master %d  [%s] %llu of %llu meters, %u %%\n",
                std::to_underlying(fleet->in_use), bar.c_str(),
                static_cast<unsigned long long>(there), static_cast<unsigned long long>(all),
                per_cent);
    for (const office::MasterUses& one : *uses) {
        std::printf("%s: %llu %s\n", text_of(one.master).c_str(),
                    static_cast<unsigned long long>(one.times), name_of(one.use));
    }
    return {};
}

}  // namespace apps
