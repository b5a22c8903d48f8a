// The key set of a meter in a file for the keying bench (boards/host/key_file.h reads it).
#pragma once

#include <filesystem>

#include "apps/office_directory.h"
#include "card/identifiers.h"
#include "office/domain/key_store.h"

namespace apps {

// Writes FILE whole or not at all, mode 0600, in place of an unfinished one. The books have the
// export by then.
[[nodiscard]] OrComplaint<void> write_key_file(office::KeyStore& keys, card::MeterId meter,
                                               card::KeyVersion version,
                                               const std::filesystem::path& file);

}  // namespace apps
