// What a store answers about field cards and the events that they brought.
#include "office/store/book_rows.h"
#include "office/store/question.h"
#include "office/store/sqlite_store.h"

namespace office {
namespace {

// Of the newest round of each card.
const std::string field_card_columns =
    "SELECT f.serial, f.round, f.kind, f.carrier, c.at_utc_seconds, "
    "EXISTS (SELECT 1 FROM field_confirmation x "
    "WHERE x.serial = f.serial AND x.round = f.round), "
    "EXISTS (SELECT 1 FROM field_loss x WHERE x.serial = f.serial AND x.round = f.round), "
    "f.command FROM field_round f JOIN command c USING (command) "
    "WHERE f.round = (SELECT max(round) FROM field_round n WHERE n.serial = f.serial) ";

FieldCardView field_card_view(const Query& found) {
    return {.serial = found.as<card::CardSerial>(0),
            .round = found.as<card::Generation>(1),
            .kind = found.as<card::CardKind>(2),
            .carrier = found.as<UserId>(3),
            .at = found.time(4),
            .is_written = found.integer(5) != 0,
            .is_lost = found.integer(6) != 0,
            .places = {}};
}

FieldCardView::Place place_view(const Query& found) {
    return {.meter = found.as<card::MeterId>(0),
            .key_version = found.as<card::KeyVersion>(1),
            .parameter_version = found.as<std::uint32_t>(2),
            .is_read_back = found.integer(3) != 0,
            .is_over = found.integer(4) != 0};
}

std::vector<FieldCardView::Place> find_places(Database& database, std::int64_t round) {
    return all(database.query(
                   "SELECT p.meter, p.key_version, p.parameter_version, "
                   "EXISTS (SELECT 1 FROM reading r WHERE r.meter = p.meter AND r.card = f.serial "
                   "AND r.generation = f.round AND r.report IS NOT NULL), "
                   "EXISTS (SELECT 1 FROM reading r JOIN field_round n "
                   "ON n.serial = r.card AND n.round = r.generation "
                   "WHERE r.meter = p.meter AND n.round > f.round AND r.report IS NOT NULL) "
                   "FROM field_place p JOIN field_round f USING (command) "
                   "WHERE p.command = ? ORDER BY p.place",
                   round),
               place_view);
}

}  // namespace

Store::Found<std::vector<FieldCardView>> SqliteStore::field_cards() const {
    return ask(*readers_, [](Database& database) {
        static const std::string sql = field_card_columns + "ORDER BY f.command DESC LIMIT ?";
        return all(database.query(sql, largest_page), field_card_view);
    });
}

Store::Found<std::vector<FieldRound>> SqliteStore::field_rounds(card::CardSerial serial) const {
    return ask(*readers_, [&](Database& database) {
        return all(database.query(
                       "SELECT f.round, f.key_version, EXISTS (SELECT 1 FROM field_confirmation x "
                       "WHERE x.serial = f.serial AND x.round = f.round) "
                       "FROM field_round f WHERE f.serial = ? ORDER BY f.round",
                       serial),
                   [](const Query& found) {
                       return FieldRound{.round = found.as<card::Generation>(0),
                                         .key_version = found.as<card::KeyVersion>(1),
                                         .is_written = found.integer(2) != 0};
                   });
    });
}

Store::Found<std::optional<FieldCardView>> SqliteStore::field_card(card::CardSerial serial) const {
    return ask(*readers_, [&](Database& database) -> std::optional<FieldCardView> {
        static const std::string sql = field_card_columns + "AND f.serial = ?";
        auto found = database.query(sql, serial);
        if (!found.step()) {
            return std::nullopt;
        }
        FieldCardView view = field_card_view(found);
        view.places = find_places(database, found.integer(7));
        return view;
    });
}

Store::Found<std::vector<card::EventRecord>> SqliteStore::events(card::MeterId meter,
                                                                 Page page) const {
    return ask(*readers_, [&](Database& database) {
        static const std::string sql =
            event_columns + "WHERE meter = ? AND number < ? ORDER BY number DESC LIMIT ?";
        return all(database.query(sql, meter, end_of(page), limit_of(page)), read_event);
    });
}

}  // namespace office
