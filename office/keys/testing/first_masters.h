// The keys that a new office begins with, each of version 1, without shares: for tests
// of what lies below ceremonies.
#pragma once

#include "office/keys/master_keys.h"
#include "office/keys/token_module.h"

namespace office::testing {

// False where the token refuses.
[[nodiscard]] inline bool keep_first_masters(TokenModule& module, std::string_view pin) {
    const auto session = module.open_session(pin);
    if (!session) {
        return false;
    }
    MasterKeys keys{**session};
    for (const MasterKind kind : {MasterKind::master, MasterKind::roll_over, MasterKind::audit}) {
        const auto made = keys.make(kind);
        if (!made || !keys.keep({kind, card::KeyVersion{1}}, *made)) {
            return false;
        }
    }
    return true;
}

}  // namespace office::testing
