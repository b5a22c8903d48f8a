#include "office/web/problem.h"

#include <utility>

#include "office/web/json_writer.h"

namespace office {

HttpResponse to_response(const Problem& problem) {
    JsonWriter json;
    json.begin_object()
        .member("type", "/problems/" + std::string{problem.code})
        .member("title", problem.title)
        .member("status", problem.status);
    if (!problem.detail.empty()) {
        json.member("detail", problem.detail);
    }
    if (!problem.field.empty()) {
        json.member("field", problem.field);
    }
    json.member("code", problem.code).end_object();
    HttpResponse response{.status = problem.status,
                          .content_type = std::string{problems::content_type},
                          .body = json.take(),
                          .headers = {}};
    if (problem.status == 401) {
        response.headers.emplace_back("WWW-Authenticate", "Bearer");
    }
    return response;
}

Problem problem_of(const FieldError& error) {
    const auto named = [&](int status, std::string_view code, std::string_view title) {
        return Problem{status, code, title, error.detail, error.field};
    };
    switch (error.problem) {
        case FieldProblem::not_json:
            return named(400, "body_not_json", "The body is not JSON.");
        case FieldProblem::not_an_object:
            return named(400, "body_not_an_object", "The body is not one flat JSON object.");
        case FieldProblem::given_twice:
            return named(422, "field_given_twice", "A field is given twice.");
        case FieldProblem::unknown_field:
            return named(422, "field_unknown", "A field is not known here.");
        case FieldProblem::missing:
            return named(422, "field_missing", "A field is missing.");
        case FieldProblem::wrong_type:
            return named(422, "field_wrong_type", "A field has the wrong type.");
        case FieldProblem::not_whole:
            return named(422, "field_not_whole", "A number is not whole.");
        case FieldProblem::out_of_range:
            return named(422, "field_out_of_range", "A field is out of range.");
    }
    std::unreachable();
}

Problem problem_of(Refusal refusal) {
    const auto is = [](int status, std::string_view code, std::string_view title,
                       std::string field = {}) {
        return Problem{status, code, title, {}, std::move(field)};
    };
    switch (refusal) {
        case Refusal::not_permitted:
            return problems::not_permitted();
        case Refusal::id_already_used:
            return is(409, "id_already_used", "This Idempotency-Key was used for something else.");
        case Refusal::name_empty:
            return is(422, "name_empty", "The name is empty.", "name");
        case Refusal::text_too_long:
            return is(422, "text_too_long", "A text is longer than 200 bytes.");
        case Refusal::name_taken:
            return is(409, "name_taken", "Another user has this name.", "name");
        case Refusal::unknown_user:
            return is(404, "unknown_user", "There is no such user.", "user");
        case Refusal::role_not_grantable:
            return is(422, "role_not_grantable", "No user can be given this role.", "role");
        case Refusal::price_out_of_range:
            return is(422, "price_out_of_range", "This price cannot be charged.",
                      "price_minor_per_kwh");
        case Refusal::tax_out_of_range:
            return is(422, "tax_out_of_range", "The tax is 0 to 10000 basis points.",
                      "tax_basis_points");
        case Refusal::date_invalid:
            return is(422, "date_invalid", "There is no such day.", "valid_from");
        case Refusal::unknown_tariff:
            return is(404, "unknown_tariff", "There is no such tariff.", "tariff");
        case Refusal::already_approved:
            return is(409, "already_approved", "This tariff is approved already.");
        case Refusal::second_person_needed:
            return is(403, "second_person_needed", "This needs a second person.");
        case Refusal::meter_out_of_range:
            return is(422, "meter_out_of_range", "A meter has 1 to 12 digits.", "meter");
        case Refusal::key_version_out_of_range:
            return is(422, "key_version_out_of_range", "A key version is 1 to 255.", "key_version");
        case Refusal::meter_exists:
            return is(409, "meter_exists", "This meter is registered already.", "meter");
        case Refusal::unknown_meter:
            return is(404, "unknown_meter", "There is no such meter.", "meter");
        case Refusal::account_exists:
            return is(409, "account_exists", "This meter serves a customer already.", "meter");
        case Refusal::tariff_not_approved:
            return is(409, "tariff_not_approved", "This tariff waits for its approval.", "tariff");
        case Refusal::no_account:
            return is(409, "no_account", "This meter serves no customer yet.", "meter");
        case Refusal::card_already_used:
            return is(409, "card_already_used", "This card was given out before.");
        case Refusal::generation_used_up:
            return is(409, "generation_used_up", "This meter has had 65535 cards.");
        case Refusal::unknown_card:
            return is(409, "unknown_card", "This is not the meter's newest card.");
        case Refusal::no_card:
            return is(409, "meter_has_no_card", "This meter has no card yet: issue one first.",
                      "meter");
        case Refusal::card_not_confirmed:
            return is(409, "card_not_confirmed",
                      "The meter's newest card was not finished: issue it again.");
        case Refusal::energy_not_positive:
            return is(422, "energy_not_positive", "A sale is of more than 0 Wh.", "energy_wh");
        case Refusal::energy_above_largest_sale:
            return is(422, "energy_above_largest_sale", "A sale is of at most 1,000,000 kWh.",
                      "energy_wh");
        case Refusal::money_not_positive:
            return is(422, "money_not_positive", "A sale is for more than nothing.", "money_minor");
        case Refusal::money_buys_nothing:
            return is(422, "money_buys_nothing", "This buys less than 1 Wh.", "money_minor");
        case Refusal::money_above_largest_sale:
            return is(422, "money_above_largest_sale", "This buys more than 1,000,000 kWh.",
                      "money_minor");
        case Refusal::no_tariff_in_force:
            return is(409, "no_tariff_in_force", "The customer's tariff is not in force today.");
        case Refusal::total_above_largest:
            return is(409, "total_above_largest",
                      "The meter's ordered total would pass its largest value.");
        case Refusal::sequence_used_up:
            return is(409, "sequence_used_up", "This meter has had all the orders it can have.");
        case Refusal::supervisor_needed:
            return is(403, "supervisor_needed",
                      "Three readings in a row brought no newer report: a supervisor must sell.");
        case Refusal::unknown_order:
            return is(404, "unknown_order", "This meter has no such order.");
        case Refusal::report_of_another_meter:
            return is(409, "report_of_another_meter", "The card carries another meter's report.");
        case Refusal::key_already_exported:
            return is(409, "key_already_exported", "This meter's key was exported before.");
        case Refusal::steps_out_of_order:
            return is(422, "steps_out_of_order",
                      "At most 6 steps, each from above the one before, up to 1,000,000 kWh.",
                      "step_2_from_wh");
        case Refusal::charge_out_of_range:
            return is(422, "charge_out_of_range", "This monthly charge cannot be charged.",
                      "monthly_charge_minor");
        case Refusal::customer_class_out_of_range:
            return is(422, "customer_class_out_of_range", "A customer is of one class.",
                      "customer_class");
        case Refusal::tariff_of_another_class:
            return is(409, "tariff_of_another_class", "This tariff is for other customers.",
                      "tariff");
        case Refusal::arrears_out_of_range:
            return is(422, "arrears_out_of_range", "Nobody can owe so much, or so little.",
                      "amount_minor");
        case Refusal::recovery_out_of_range:
            return is(422, "recovery_out_of_range", "A sale takes at least 1, and at most 100 %.",
                      "most_per_sale_minor");
        case Refusal::money_below_charges:
            return is(422, "money_below_charges",
                      "The charges and arrears due take all of this money.", "money_minor");
        case Refusal::quote_stale:
            return is(409, "quote_stale", "The quote is not what this costs now: ask again.",
                      "quote");
        case Refusal::quote_expired:
            return is(409, "quote_expired", "The quote has expired: ask again.", "quote");
        case Refusal::tendered_too_little:
            return is(422, "tendered_too_little", "This is less cash than the price.",
                      "tendered_minor");
        case Refusal::tendered_not_cash:
            return is(422, "tendered_not_cash", "Change is given for cash alone.",
                      "tendered_minor");
        case Refusal::desk_not_set_up:
            return is(409, "desk_not_set_up", "Money is taken only at desks that are set up.",
                      "desk");
        case Refusal::no_shift_open:
            return is(409, "no_shift_open", "No shift is open at this desk.", "desk");
        case Refusal::shift_of_another:
            return is(403, "shift_of_another", "Another clerk answers for this shift.");
        case Refusal::desk_limit_reached:
            return is(409, "desk_limit_reached",
                      "More cash would lie at this desk than may: have a shift signed.", "desk");
        case Refusal::desk_limit_out_of_range:
            return is(422, "desk_limit_out_of_range", "A desk's limit is 1 or more.",
                      "most_unsigned_cash_minor");
        case Refusal::shift_already_open:
            return is(409, "shift_already_open", "A shift is open at this desk.", "desk");
        case Refusal::unknown_shift:
            return is(404, "unknown_shift", "There is no such shift.", "shift");
        case Refusal::shift_already_closed:
            return is(409, "shift_already_closed", "This shift is closed already.", "shift");
        case Refusal::shift_not_closed:
            return is(409, "shift_not_closed", "This shift is not closed yet.", "shift");
        case Refusal::shift_already_signed:
            return is(409, "shift_already_signed", "This shift is signed already.", "shift");
        case Refusal::cash_out_of_range:
            return is(422, "cash_out_of_range", "No drawer holds so much, or less than nothing.");
        case Refusal::shifts_still_open:
            return is(409, "shifts_still_open", "Shifts of this day or before are still open.");
        case Refusal::day_already_closed:
            return is(409, "day_already_closed", "This day is closed already.", "date");
        case Refusal::unknown_receipt:
            return is(404, "unknown_receipt", "There is no such receipt.", "receipt");
        case Refusal::import_lines_out_of_range:
            return is(422, "import_lines_out_of_range", "An import has 1 to 2,000 lines.");
        case Refusal::network_name_invalid:
            return is(422, "network_name_invalid",
                      "Transformers and districts have 1 to 40 printable characters.");
        case Refusal::district_differs:
            return is(409, "district_differs", "This transformer lies in another district.",
                      "district");
        case Refusal::link_differs:
            return is(409, "link_differs", "From this day on the meter hangs elsewhere.",
                      "transformer");
        case Refusal::unknown_transformer:
            return is(404, "unknown_transformer", "No premises hang at this transformer.",
                      "transformer");
        case Refusal::feeder_total_out_of_range:
            return is(422, "feeder_total_out_of_range", "0 to 1,000,000,000 kWh.", "total_wh");
        case Refusal::feeder_reading_differs:
            return is(409, "feeder_reading_differs", "The books hold another reading of this day.",
                      "total_wh");
        case Refusal::feeder_total_falls:
            return is(422, "feeder_total_falls", "A feeder's total never falls.", "total_wh");
        case Refusal::day_not_begun:
            return is(422, "day_not_begun", "This day has not begun.", "date");
        case Refusal::adjustment_kind_out_of_range:
            return is(422, "adjustment_kind_out_of_range",
                      "An adjustment is a correction, a refund, a free issue or a closing.",
                      "kind");
        case Refusal::reason_out_of_range:
            return is(422, "reason_out_of_range", "An adjustment has one of the known reasons.",
                      "reason");
        case Refusal::energy_not_sold:
            return is(422, "energy_not_sold", "More would go back than is left of what was sold.",
                      "energy_wh");
        case Refusal::already_taken_back:
            return is(409, "already_taken_back", "This sale was taken back already.", "receipt");
        case Refusal::not_the_newest_order:
            return is(409, "not_the_newest_order",
                      "Only the meter's newest sale can be reversed: ask for a correction.",
                      "receipt");
        case Refusal::order_may_be_loaded:
            return is(409, "order_may_be_loaded",
                      "The meter may have loaded this order: ask for a correction.", "receipt");
        case Refusal::no_report_yet:
            return is(409, "no_report_yet",
                      "No report has shown this meter open yet: read its card after a visit to the "
                      "meter.");
        case Refusal::energy_was_used:
            return is(409, "energy_was_used", "Less is left in the meter than would go back.");
        case Refusal::account_closing:
            return is(409, "account_closing", "This account is being closed.");
        case Refusal::unknown_adjustment:
            return is(404, "unknown_adjustment", "There is no such adjustment.", "adjustment");
        case Refusal::already_decided:
            return is(409, "already_decided", "This was approved or declined already.",
                      "adjustment");
        case Refusal::already_paid:
            return is(409, "already_paid", "This money was paid back already.", "adjustment");
        case Refusal::nothing_to_pay:
            return is(409, "nothing_to_pay", "No money goes back with this, or it is not approved.",
                      "adjustment");
        case Refusal::energy_not_proven_back:
            return is(409, "energy_not_proven_back",
                      "Neither the card nor a report proves that this energy cannot be used: the "
                      "card must go to the meter and come back first.");
        case Refusal::not_enough_cash:
            return is(409, "not_enough_cash", "The drawer holds less cash than this.");
        case Refusal::customer_blocked:
            return is(403, "customer_blocked", "Nothing is sold to this customer now.");
        case Refusal::ceremony_locked:
            return is(403, "ceremony_locked",
                      "Too many wrong passwords for one of the two: wait a quarter of an hour.");
        case Refusal::shares_out_of_range:
            return is(422, "shares_out_of_range", "2 to 16 shares, of which 2 or more are needed.");
        case Refusal::key_version_out_of_order:
            return is(409, "key_version_out_of_order", "A new key has a version above the newest.");
        case Refusal::fingerprint_differs:
            return is(409, "fingerprint_differs", "The books know another key by this version.");
        case Refusal::unknown_master:
            return is(404, "unknown_master", "The books know no such key.");
        case Refusal::version_not_higher:
            return is(409, "version_not_higher", "Meters go over to higher versions alone.");
        case Refusal::key_in_use:
            return is(409, "key_in_use", "This key is still in use.");
        case Refusal::key_retired:
            return is(409, "key_retired", "This key is retired.");
        case Refusal::not_the_roll_over_key:
            return is(409, "not_the_roll_over_key", "Only the roll-over key is put away.");
        case Refusal::field_meters_out_of_range:
            return is(422, "field_meters_out_of_range", "1 to 100 meters, none of them twice.",
                      "meters");
        case Refusal::field_kind_unknown:
            return is(422, "field_kind_unknown", "inspection, parameter or maintenance.", "kind");
        case Refusal::parameters_missing:
            return is(422, "parameters_missing",
                      "A parameter card brings parameters, and no other card does.");
        case Refusal::parameters_out_of_range:
            return is(422, "parameters_out_of_range",
                      "A meter would refuse this set: a value is out of its range.");
        case Refusal::carrier_not_permitted:
            return is(422, "carrier_not_permitted",
                      "Only inspectors and those in charge carry field cards.", "carrier");
        case Refusal::unknown_field_card:
            return is(404, "unknown_field_card", "There is no such field card.", "card");
        case Refusal::meter_barred:
            return is(409, "meter_barred",
                      "This meter was exchanged without a final report: it serves nobody again.");
        case Refusal::energy_overdrawn:
            return is(409, "energy_overdrawn",
                      "The meter used more than was ordered: sell what is overdrawn first.");
        case Refusal::estimate_out_of_range:
            return is(422, "estimate_out_of_range",
                      "Without a final report this is 0 to what is left; with one it is left out.",
                      "used_since_wh");
        case Refusal::account_unsettled:
            return is(409, "account_unsettled",
                      "An adjustment of this customer waits for a second person or its money.");
        case Refusal::figures_changed:
            return is(409, "figures_changed",
                      "What the books know has changed since this was asked for: ask again.");
        case Refusal::rounds_used_up:
            return is(409, "rounds_used_up", "A meter or this card has had its last round.");
        case Refusal::parameter_versions_used_up:
            return is(409, "parameter_versions_used_up", "A meter has had its last set.");
    }
    std::unreachable();
}

Problem problem_of(CardProblem problem) {
    const auto is = [](int status, std::string_view code, std::string_view title) {
        return Problem{status, code, title, {}, {}};
    };
    switch (problem) {
        case CardProblem::no_card:
            return is(409, "no_card", "There is no card in the reader.");
        case CardProblem::card_pulled:
            return is(409, "card_pulled", "The card was pulled out.");
        case CardProblem::reader_gone:
            return is(409, "reader_gone", "The desk has no working reader.");
        case CardProblem::desk_gone:
            return is(409, "desk_gone", "The desk did not answer in time.");
        case CardProblem::not_our_card:
            return is(409, "not_our_card", "This is not a card of ours.");
        case CardProblem::card_blank:
            return is(409, "card_blank", "This card is blank: issue it first.");
        case CardProblem::card_not_blank:
            return is(409, "card_not_blank", "This card was issued before: take a blank one.");
        case CardProblem::card_blocked:
            return is(409, "card_blocked", "This card is blocked or was taken back.");
        case CardProblem::card_not_genuine:
            return is(409, "card_not_genuine", "The card could not prove that it is ours.");
        case CardProblem::card_of_left_key:
            return is(409, "card_of_left_key",
                      "This card works with a key that it has left: it is a copy or a forgery. "
                      "Keep it, and issue a new card.");
        case CardProblem::card_refused:
            return is(409, "card_refused", "The card refused a command.");
        case CardProblem::card_of_another_meter:
            return is(409, "card_of_another_meter", "This card belongs to another meter.");
        case CardProblem::not_a_field_card:
            return is(409, "not_a_field_card", "This is a customer's card, no field card.");
        case CardProblem::not_a_customers_card:
            return is(409, "not_a_customers_card", "This is a field card, no customer's.");
        case CardProblem::report_not_genuine:
            return is(409, "report_not_genuine", "No meter of ours made the report on this card.");
        case CardProblem::keys_unavailable:
            return is(503, "keys_unavailable", "The office's key store does not work.");
    }
    std::unreachable();
}

Problem problem_of(const CardFailure& failure) {
    return std::visit([](const auto& reason) { return problem_of(reason); }, failure);
}

Problem problem_of(const StoreError& error) {
    if (error.problem == StoreProblem::lease_lost) {
        return {503, "office_superseded", "Another process has taken this office over.", {}, {}};
    }
    return {503, "books_unavailable", "The office's books cannot be read or written.", {}, {}};
}

Problem transport_problem(int status) {
    switch (status) {
        case 404:
            return problems::not_found();
        case 405:
            return {405, "method_not_allowed", "This address does not do that.", {}, {}};
        case 413:
            return {413, "body_too_large", "The body has more than 65536 bytes.", {}, {}};
        case 431:
            return {431, "header_too_large", "The header has more than 16384 bytes.", {}, {}};
        case 503:
            return {503, "too_busy", "The office is busy: try again in a moment.", {}, {}};
        default:
            return {400, "request_not_http", "This is not an HTTP/1.1 request.", {}, {}};
    }
}

namespace problems {

Problem not_signed_in() {
    return {401, "not_signed_in", "This needs a token that the office knows.", {}, {}};
}
Problem not_permitted() {
    return {403, "not_permitted", "Your role may not do this.", {}, {}};
}
Problem not_found() {
    return {404, "not_found", "There is nothing at this address.", {}, {}};
}
Problem unknown(std::string_view what) {
    return {404, what, "There is no such thing.", {}, {}};
}
Problem id_missing() {
    return {400,
            "idempotency_key_missing",
            "Every POST carries an Idempotency-Key header with a UUID.",
            {},
            {}};
}
Problem desk_not_connected() {
    return {409, "desk_not_connected", "No desk of this name is connected.", {}, "desk"};
}
Problem desk_busy() {
    return {409, "desk_busy", "This desk is working on a card.", {}, "desk"};
}

}  // namespace problems

}  // namespace office
