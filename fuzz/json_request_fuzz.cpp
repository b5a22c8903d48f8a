// The bodies of the API's requests, through every decoder: whatever is accepted is within its
// ranges, and whatever is refused says why.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/ensure.h"
#include "office/web/requests.h"

namespace {

void check(const office::Decoded<office::SaleRequest>& sale) {
    if (sale) {
        base::ensure(card::is_valid(sale->sell.meter));
        base::ensure(sale->sell.desk.empty() ? !sale->write
                                             : office::is_desk_name(sale->sell.desk));
    }
}

void check(const office::Decoded<office::UserRequest>& user) {
    if (user) {
        base::ensure(user->password.size() >= 8 && user->password.size() <= 200);
        base::ensure(user->role != office::Role::office);
    }
}

void check(const office::Decoded<office::OpenAccount>& account) {
    if (account) {
        base::ensure(card::is_valid(account->meter));
        base::ensure(account->name.find('\0') == std::string::npos);
    }
}

void check(const office::Decoded<office::CardRequest>& card) {
    if (card) {
        base::ensure(card::is_valid(card->meter) && office::is_desk_name(card->desk));
    }
}

// A refusal always says which of the decoders' own words applies.
template <typename T>
void check_refusal(const office::Decoded<T>& decoded) {
    base::ensure(decoded.has_value() || !decoded.error().detail.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body{reinterpret_cast<const char*>(data), size};
    const auto sale = office::decode_sale(body);
    const auto user = office::decode_user(body);
    const auto account = office::decode_customer(body);
    const auto card = office::decode_card(body);
    check(sale);
    check(user);
    check(account);
    check(card);
    check_refusal(sale);
    check_refusal(user);
    check_refusal(account);
    check_refusal(card);
    check_refusal(office::decode_tariff(body));
    check_refusal(office::decode_meter(body));
    check_refusal(office::decode_token(body));
    check_refusal(office::decode_desk(body));
    check_refusal(office::decode_nothing(body));
    return 0;
}
