#include "apps/key_ceremonies.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "apps/office_parts.h"
#include "apps/share_files.h"
#include "office/domain/key_share.h"
#include "office/keys/master_keys.h"

namespace apps {
namespace {

namespace fs = std::filesystem;
using office::MasterKeys;
using office::MasterKind;
using office::MasterName;
using office::OutsideMaster;

std::string text_of(const MasterName& name) {
    return std::string{office::name_of(name.kind)} + " key " +
           std::to_string(std::to_underlying(name.version));
}

OrComplaint<void> hold(CeremonyRoom& room, const TwoPeople& people, office::HoldCeremony ceremony) {
    ceremony.second = people.second;
    const auto held = post_command(*room.store, ceremony, text_of(ceremony.master), people.first);
    if (!held) {
        return complain(held.error());
    }
    return {};
}

struct NamedMaster {
    MasterName name;
    OutsideMaster master;
};

// One above whatever books and token know of this kind.
OrComplaint<MasterName> next_name(CeremonyRoom& room, MasterKind kind) {
    const auto ceremonies = room.store->ceremonies();
    const auto names = room.session->masters();
    if (!ceremonies || !names) {
        return complain(ceremonies ? complaint(names.error()) : ceremonies.error().detail);
    }
    int newest = 0;
    for (const auto& view : *ceremonies) {
        if (view.held.master.kind == kind) {
            newest = std::max<int>(newest, std::to_underlying(view.held.master.version));
        }
    }
    for (const MasterName& name : *names) {
        if (name.kind == kind) {
            newest = std::max<int>(newest, std::to_underlying(name.version));
        }
    }
    if (newest == 255) {
        return complain("there have been 255 " + std::string{office::name_of(kind)} + " keys");
    }
    return MasterName{kind, static_cast<card::KeyVersion>(newest + 1)};
}

// Puts the shares of all keys, which lie ready in `masters`, into one file for each holder. The
// books have the ceremonies by then.
OrComplaint<void> hand_out(CeremonyRoom& room, const std::vector<NamedMaster>& masters,
                           const office::ShareCounts& counts, ShareFiles& files) {
    std::vector<std::string> texts(counts.count);
    for (const NamedMaster& one : masters) {
        const auto shares = MasterKeys{*room.session}.split(
            one.master, room.store->settings().office, one.name, counts);
        if (!shares) {
            return complain(complaint(shares.error()));
        }
        for (const office::KeyShare& share : *shares) {
            texts[share.number - 1U] += office::to_text(share) + "\n";
        }
    }
    return files.fill(texts);
}

// The keys that the files make up, their fingerprints proven in the token.
OrComplaint<std::vector<NamedMaster>> read_masters(CeremonyRoom& room,
                                                   const std::vector<fs::path>& files) {
    const auto shares = read_share_files(files);
    if (!shares) {
        return complain(shares.error());
    }
    std::map<MasterName, std::vector<office::KeyShare>> by_name;
    for (const office::KeyShare& share : *shares) {
        if (share.office != room.store->settings().office) {
            return complain("these are shares of office " +
                            std::to_string(std::to_underlying(share.office)));
        }
        by_name[share.master].push_back(share);
    }
    std::vector<NamedMaster> masters;
    for (const auto& [name, of_one] : by_name) {
        const auto joined = office::join(of_one);
        if (!joined) {
            return complain(text_of(name) + ": " + sentence_of(joined.error(), of_one.front()));
        }
        OutsideMaster master{.fingerprint = joined->fingerprint,
                             .wrapped = joined->wrapped,
                             .share_key = joined->share_key};
        const auto found = MasterKeys{*room.session}.fingerprint_of(master, name.kind);
        if (!found || *found != master.fingerprint) {
            return complain(text_of(name) +
                            ": these shares do not make the key whose fingerprint they carry");
        }
        masters.push_back({name, std::move(master)});
    }
    return masters;
}

void tell(const NamedMaster& one, const char* what) {
    std::printf("%s: %s, fingerprint %s\n", text_of(one.name).c_str(), what,
                office::to_text(one.master.fingerprint).c_str());
}

void tell_of_shares(const office::ShareCounts& counts, const fs::path& folder) {
    std::printf(
        "%d shares in %s, any %d give the keys: give each to another person, on paper, "
        "and leave none here\n",
        counts.count, folder.c_str(), counts.needed);
}

}  // namespace

OrComplaint<CeremonyRoom> open_ceremony_room(const fs::path& data, MissingToken missing) {
    const auto directory = OfficeDirectory::open(data);
    if (!directory) {
        return complain(directory.error());
    }
    auto store = open_books(*directory);
    if (!store) {
        return complain(store.error());
    }
    const auto pin = directory->pin();
    if (!pin) {
        return complain(pin.error());
    }
    auto module = directory->load_module();
    if (!module) {
        return complain(module.error());
    }
    auto session = (*module)->open_session(*pin);
    if (!session && session.error() == office::TokenError::token_not_found &&
        missing == MissingToken::make) {
        if (const auto made = office::TokenKeyStore::create(**module, *pin); !made) {
            return complain(complaint(made.error()));
        }
        session = (*module)->open_session(*pin);
    }
    if (!session) {
        return complain(complaint(session.error()));
    }
    return CeremonyRoom{std::move(*store), std::move(*module), std::move(*session)};
}

OrComplaint<void> create_masters(CeremonyRoom& room, const TwoPeople& people,
                                 const std::vector<MasterKind>& kinds,
                                 const office::ShareCounts& counts, const fs::path& folder) {
    if (!office::is_valid(counts)) {
        return complain(sentence_of(office::Refusal::shares_out_of_range));
    }
    std::vector<NamedMaster> masters;
    for (const MasterKind kind : kinds) {
        const auto name = next_name(room, kind);
        if (!name) {
            return complain(name.error());
        }
        auto made = MasterKeys{*room.session}.make(kind);
        if (!made) {
            return complain(complaint(made.error()));
        }
        masters.push_back({*name, std::move(*made)});
    }
    auto files = ShareFiles::make(folder, counts.count);
    if (!files) {
        return complain(files.error());
    }
    for (const NamedMaster& one : masters) {
        const auto held = hold(room, people,
                               {.ceremony = office::Ceremony::create,
                                .master = one.name,
                                .fingerprint = one.master.fingerprint,
                                .shares = counts,
                                .second = {}});
        if (!held) {
            return held;
        }
    }
    // The shares first: should this end here, an import brings the keys in.
    if (const auto done = hand_out(room, masters, counts, *files); !done) {
        return done;
    }
    for (const NamedMaster& one : masters) {
        const auto kept = MasterKeys{*room.session}.keep(one.name, one.master);
        if (!kept) {
            return complain(complaint(kept.error()));
        }
        tell(one, "made in the token");
    }
    tell_of_shares(counts, folder);
    return {};
}

OrComplaint<void> import_masters(CeremonyRoom& room, const TwoPeople& people,
                                 const std::vector<fs::path>& files) {
    const auto masters = read_masters(room, files);
    const auto there = room.session->masters();
    if (!masters || !there) {
        return complain(masters ? complaint(there.error()) : masters.error());
    }
    for (const NamedMaster& one : *masters) {
        if (std::ranges::find(*there, one.name) != there->end()) {
            tell(one, "is in the token already");
            continue;
        }
        const auto held = hold(room, people,
                               {.ceremony = office::Ceremony::import,
                                .master = one.name,
                                .fingerprint = one.master.fingerprint,
                                .shares = std::nullopt,
                                .second = {}});
        if (!held) {
            return held;
        }
        if (const auto kept = MasterKeys{*room.session}.keep(one.name, one.master); !kept) {
            return complain(complaint(kept.error()));
        }
        tell(one, "brought into the token");
    }
    return {};
}

OrComplaint<void> reshare_masters(CeremonyRoom& room, const TwoPeople& people,
                                  const std::vector<fs::path>& files,
                                  const office::ShareCounts& counts, const fs::path& folder) {
    if (!office::is_valid(counts)) {
        return complain(sentence_of(office::Refusal::shares_out_of_range));
    }
    const auto masters = read_masters(room, files);
    if (!masters) {
        return complain(masters.error());
    }
    std::vector<NamedMaster> anew;
    for (const NamedMaster& one : *masters) {
        auto wrapped = MasterKeys{*room.session}.wrap_anew(one.master, one.name.kind);
        if (!wrapped) {
            return complain(complaint(wrapped.error()));
        }
        anew.push_back({one.name, std::move(*wrapped)});
    }
    auto made = ShareFiles::make(folder, counts.count);
    if (!made) {
        return complain(made.error());
    }
    for (const NamedMaster& one : anew) {
        const auto held = hold(room, people,
                               {.ceremony = office::Ceremony::reshare,
                                .master = one.name,
                                .fingerprint = one.master.fingerprint,
                                .shares = counts,
                                .second = {}});
        if (!held) {
            return held;
        }
        tell(one, "new shares");
    }
    if (const auto done = hand_out(room, anew, counts, *made); !done) {
        return done;
    }
    tell_of_shares(counts, folder);
    return {};
}

OrComplaint<void> hold_plain_ceremony(CeremonyRoom& room, const TwoPeople& people,
                                      office::Ceremony ceremony, const MasterName& master) {
    const auto held_masters = MasterKeys{*room.session}.held();
    if (!held_masters) {
        return complain(complaint(held_masters.error()));
    }
    const auto there = std::ranges::find(*held_masters, master, &office::HeldMaster::name);
    if (there == held_masters->end()) {
        return complain(text_of(master) + " is not in the token");
    }
    const auto held = hold(room, people,
                           {.ceremony = ceremony,
                            .master = master,
                            .fingerprint = there->fingerprint,
                            .shares = std::nullopt,
                            .second = {}});
    if (!held) {
        if (ceremony == office::Ceremony::retire) {
            const auto fleet = room.store->fleet_keys();
            std::uint64_t meters = 0;
            for (const auto& version : fleet ? fleet->versions : decltype(fleet->versions){}) {
                meters += version.version <= master.version ? version.meters : 0;
            }
            if (meters > 0 && master.kind == MasterKind::master) {
                return complain(held.error() + " " + std::to_string(meters) +
                                " meters have it or one before it.");
            }
        }
        return held;
    }
    if (ceremony == office::Ceremony::roll) {
        std::printf("%s is now the one in use: meters go over to it by their cards\n",
                    text_of(master).c_str());
        return {};
    }
    if (const auto gone = MasterKeys{*room.session}.destroy(master); !gone) {
        return complain(complaint(gone.error()));
    }
    std::printf("%s has left the token\n", text_of(master).c_str());
    return {};
}

}  // namespace apps
