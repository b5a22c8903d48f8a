#include "office/web/pages/counter_parts.h"

#include "office/web/pages/counter_text.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/problem_text.h"

namespace office {
namespace {

std::string_view name_of(CardWatch state) {
    switch (state) {
        case CardWatch::waiting:
            return "waiting";
        case CardWatch::desk_gone:
            return "desk_gone";
        case CardWatch::after_sale:
            return "after_sale";
    }
    std::unreachable();
}

std::string_view words_of(const CounterText& text, CardWatch state) {
    switch (state) {
        case CardWatch::waiting:
            return text.put_card_in;
        case CardWatch::desk_gone:
            return text.desk_gone;
        case CardWatch::after_sale:
            return text.next_card;
    }
    std::unreachable();
}

}  // namespace

std::string counter_address(
    std::string_view path, std::string_view desk,
    std::initializer_list<std::pair<std::string_view, std::string_view>> more) {
    std::string address = std::string{path} + "?desk=" + query_encoded(desk);
    for (const auto& [name, value] : more) {
        address += '&' + std::string{name} + '=' + query_encoded(value);
    }
    return address;
}

std::string details(std::initializer_list<std::pair<std::string_view, std::string>> lines) {
    std::string html = "<dl>\n";
    for (const auto& [name, value] : lines) {
        html += "<div><dt>" + std::string{name} + "</dt><dd>" + escaped(value) + "</dd></div>\n";
    }
    return html + "</dl>\n";
}

std::string price_table(const PageVisit& visit, const Price& price) {
    const CounterText& text = counter_text(visit.language);
    const std::string currency = visit.counter.store.settings().currency;
    std::string html = "<table class=\"price\">\n<tbody>\n";
    const auto line = [&](std::string_view words, const std::string& value) {
        html += table_row({{Cell::text, std::string{words}}, {Cell::number, value}});
    };
    line(text.energy, kilowatt_hours_text(price.energy.count()));
    for (const auto& [words, money] :
         {std::pair{text.net, price.net}, std::pair{text.charge, price.charge},
          std::pair{text.tax, price.tax}, std::pair{text.arrears, price.arrears}}) {
        if (money.count() != 0) {
            line(words, money_text(money.count(), currency));
        }
    }
    html += "</tbody>\n<tfoot>\n";
    line(text.total, money_text(price.total().count(), currency));
    return html + "</tfoot>\n</table>\n";
}

std::string alert(std::string_view sentence) {
    return "<p class=\"wrong\" role=\"alert\">" + std::string{sentence} + "</p>\n";
}

std::string alert(const PageVisit& visit, const Problem& problem) {
    return alert(escaped(problem_text(visit.language, problem)));
}

std::string card_watch(const PageVisit& visit, std::string_view desk, CardWatch state,
                       Insertion seen) {
    const CounterText& text = counter_text(visit.language);
    std::string html = "<div id=\"card\" hx-get=\"" +
                       escaped(counter_address("/counter/look", desk,
                                               {{"seen", std::to_string(std::to_underlying(seen))},
                                                {"state", name_of(state)}})) +
                       "\" hx-trigger=\"every 700ms\" hx-swap=\"outerHTML\">\n<p role=\"status\">" +
                       std::string{words_of(text, state)} + "</p>\n";
    if (state == CardWatch::waiting) {
        html += "<form method=\"post\" action=\"/counter/read\">\n" + form_start_with_id(visit) +
                hidden("desk", desk) + "<button class=\"secondary\">" +
                std::string{text.read_card} + "</button></form>\n";
    }
    return html + "</div>\n";
}

}  // namespace office
