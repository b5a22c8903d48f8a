// What a store answers about users, their tokens, tariffs and what they make a sale cost.
#include <utility>

#include "office/domain/decide.h"
#include "office/store/book_rows.h"
#include "office/store/question.h"
#include "office/store/sqlite_store.h"

namespace office {
namespace {

UserView user_view(const Query& found) {
    return {found.as<UserId>(0), std::string{found.text(1)}, found.as<Role>(2),
            std::string{found.text(3)}};
}

TokenView token_view(const Query& found) {
    return {.token = found.as<TokenId>(0),
            .owner = found.as<UserId>(1),
            .label = std::string{found.text(2)}};
}

TariffView tariff_view(const Query& found) {
    return {
        .tariff = found.as<TariffId>(0),
        .name = std::string{found.text(1)},
        .price_per_kwh = found.quantity<base::MinorUnits>(2),
        .tax_basis_points = found.as<std::int32_t>(3),
        .valid_from = found.date(4),
        .proposed_by = found.as<UserId>(5),
        .approved_by = found.maybe<UserId>(6),
        .further_steps = {},
        .monthly_charge = found.quantity<base::MinorUnits>(7),
        .customers = found.as<CustomerClass>(8),
    };
}

}  // namespace

Store::Found<std::optional<UserView>> SqliteStore::user(UserId user) const {
    return ask(*readers_, [&](Database& database) {
        return only(all(database.query("SELECT user, name, role, password_hash FROM user_account "
                                       "WHERE user = ?",
                                       user),
                        user_view));
    });
}

Store::Found<std::optional<UserView>> SqliteStore::user_by_name(std::string_view name) const {
    return ask(*readers_, [&](Database& database) {
        return only(all(database.query("SELECT user, name, role, password_hash FROM user_account "
                                       "WHERE name = ?",
                                       name),
                        user_view));
    });
}

Store::Found<std::optional<UserView>> SqliteStore::user_by_token(const Digest& token_hash) const {
    return ask(*readers_, [&](Database& database) {
        return only(all(database.query("SELECT user, name, role, password_hash FROM user_account "
                                       "JOIN api_token ON owner = user WHERE token_hash = ?",
                                       token_hash),
                        user_view));
    });
}

Store::Found<std::optional<TokenView>> SqliteStore::token(TokenId token) const {
    return ask(*readers_, [&](Database& database) {
        return only(
            all(database.query("SELECT token, owner, label FROM api_token WHERE token = ?", token),
                token_view));
    });
}

Store::Found<std::vector<UserView>> SqliteStore::users() const {
    return ask(*readers_, [](Database& database) {
        return all(database.query("SELECT user, name, role, password_hash FROM user_account "
                                  "ORDER BY user"),
                   user_view);
    });
}

Store::Found<std::vector<TariffView>> SqliteStore::tariffs() const {
    return ask(*readers_, [](Database& database) {
        static const std::string sql = tariff_columns + "ORDER BY tariff";
        auto tariffs = all(database.query(sql), tariff_view);
        for (TariffView& tariff : tariffs) {
            tariff.further_steps = find_steps(database, tariff.tariff);
        }
        return tariffs;
    });
}

std::expected<std::expected<Quote, Refusal>, StoreError> SqliteStore::quote(
    const Context& context, const Sell& sell) const {
    return ask(*readers_, [&](Database& database) {
        Context dated = context;
        dated.business_date = open_date(database, context.business_date);
        return quote_for(sell, dated, load_rows(database, {dated, sell}, settings_));
    });
}

}  // namespace office
