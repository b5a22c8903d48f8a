#include "office/keys/master_keys.h"

#include <array>
#include <utility>

#include "base/byte_reader.h"
#include "card/key_derivation.h"
#include "office/domain/secret_sharing.h"

namespace office {

std::expected<OutsideMaster, TokenError> MasterKeys::make(MasterKind kind) {
    const auto master = session_.generate(KeyUse::leave_shared);
    if (!master) {
        return std::unexpected{master.error()};
    }
    return wrap(*master, kind);
}

std::expected<OutsideMaster, TokenError> MasterKeys::wrap_anew(const OutsideMaster& master,
                                                               MasterKind kind) {
    const auto wrapping = session_.import(master.share_key.bytes(), KeyUse::wrap);
    if (!wrapping) {
        return std::unexpected{wrapping.error()};
    }
    const auto key = session_.unwrap(*wrapping, master.wrapped, KeyUse::leave_shared);
    if (!key) {
        return std::unexpected{key.error()};
    }
    return wrap(*key, kind);
}

std::expected<OutsideMaster, TokenError> MasterKeys::wrap(const SessionKey& master,
                                                          MasterKind kind) {
    const auto found = fingerprint(master.handle(), kind);
    if (!found) {
        return std::unexpected{found.error()};
    }
    card::Block drawn{};
    if (const auto random = session_.fill_random(drawn); !random) {
        return std::unexpected{random.error()};
    }
    OutsideMaster outside{.fingerprint = *found, .wrapped = {}, .share_key = card::Key128{drawn}};
    card::wipe(drawn);
    const auto wrapping = session_.import(outside.share_key.bytes(), KeyUse::wrap);
    if (!wrapping) {
        return std::unexpected{wrapping.error()};
    }
    const auto wrapped = session_.wrap(*wrapping, master.handle());
    if (!wrapped) {
        return std::unexpected{wrapped.error()};
    }
    outside.wrapped = *wrapped;
    return outside;
}

std::expected<Fingerprint, TokenError> MasterKeys::fingerprint_of(const OutsideMaster& master,
                                                                  MasterKind kind) {
    const auto wrapping = session_.import(master.share_key.bytes(), KeyUse::wrap);
    if (!wrapping) {
        return std::unexpected{wrapping.error()};
    }
    const auto key = session_.unwrap(*wrapping, master.wrapped,
                                     kind == MasterKind::audit ? KeyUse::mac : KeyUse::derive);
    if (!key) {
        return std::unexpected{key.error()};
    }
    return fingerprint(key->handle(), kind);
}

std::expected<Fingerprint, TokenError> MasterKeys::fingerprint(TokenHandle master,
                                                               MasterKind kind) {
    if (kind == MasterKind::audit) {
        return code_of_zeros(master);
    }
    const auto check = session_.derive(master, card::check_key_block(), KeyUse::mac);
    if (!check) {
        return std::unexpected{check.error()};
    }
    return code_of_zeros(check->handle());
}

std::expected<Fingerprint, TokenError> MasterKeys::code_of_zeros(TokenHandle key) {
    const auto code = session_.cmac(key, card::Block{});
    if (!code) {
        return std::unexpected{code.error()};
    }
    return Fingerprint{base::ByteReader{*code}.u32()};
}

std::expected<void, TokenError> MasterKeys::keep(const MasterName& name,
                                                 const OutsideMaster& master) {
    const auto wrapping = session_.import(master.share_key.bytes(), KeyUse::wrap);
    if (!wrapping) {
        return std::unexpected{wrapping.error()};
    }
    return session_.keep_master(name, *wrapping, master.wrapped);
}

std::expected<void, TokenError> MasterKeys::destroy(const MasterName& name) {
    return session_.destroy_master(name);
}

std::expected<std::vector<HeldMaster>, TokenError> MasterKeys::held() {
    const auto names = session_.masters();
    if (!names) {
        return std::unexpected{names.error()};
    }
    std::vector<HeldMaster> held;
    for (const MasterName& name : *names) {
        const auto handle = session_.find_master(name);
        if (!handle) {
            return std::unexpected{handle.error()};
        }
        const auto found = fingerprint(*handle, name.kind);
        if (!found) {
            return std::unexpected{found.error()};
        }
        held.push_back({name, *found});
    }
    return held;
}

std::expected<std::vector<KeyShare>, TokenError> MasterKeys::split(const OutsideMaster& master,
                                                                   card::OfficeId office,
                                                                   const MasterName& name,
                                                                   const ShareCounts& counts) {
    std::array<std::uint8_t, 4> set{};
    std::vector<std::uint8_t> coefficients(coefficient_bytes(counts.needed));
    if (!session_.fill_random(set) || !session_.fill_random(coefficients)) {
        return std::unexpected{TokenError::token_failed};
    }
    std::vector<KeyShare> shares;
    for (SecretPart& part :
         split_secret(master.share_key, counts.needed, counts.count, coefficients)) {
        shares.push_back({.office = office,
                          .master = name,
                          .shares = counts,
                          .number = part.x,
                          .set = ShareSet{base::ByteReader{set}.u32()},
                          .fingerprint = master.fingerprint,
                          .wrapped = master.wrapped,
                          .part = part.y});
    }
    card::wipe(coefficients);
    return shares;
}

}  // namespace office
