#include <utility>

#include "office/domain/pricing.h"
#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/desk_work.h"
#include "office/web/handlers.h"
#include "office/web/receipts/print_receipt.h"
#include "office/web/requests.h"

namespace office {
namespace {

// A sale with the card at hand that is asked for again. It stands: where the card cannot be had
// now, its order is written at the next visit.
HttpResponse sell_again(Counter& counter, const Call& call, const Sell& asked) {
    const auto posted = post<Sale>(counter, call, asked);
    if (!posted) {
        return posted.error();
    }
    const auto told = [&](std::string_view not_written) {
        return answer_query(counter.store.sale(posted->answer.receipt), [&](const auto& sale) {
            const OrderState state = sale ? sale->order_state : OrderState::pending;
            return to_json(posted->answer, asked.meter, state, not_written);
        });
    };
    const auto session = counter.desks.open_session(asked.desk);
    if (!session) {
        return told(problem_of(session.error()).code);
    }
    const auto sold = counter.card_work.sell(**session, asked, call.id, call.user.user);
    return sold ? json_response(200, to_json(*sold)) : told(problem_of(sold.error()).code);
}

// ?meter=N and either &energy_wh=N or &money_minor=N.
Decoded<Sell> sale_asked_for(const HttpRequest& request) {
    const auto refused = [](std::string_view field, std::string_view detail) {
        return std::unexpected{
            FieldError{FieldProblem::out_of_range, std::string{field}, std::string{detail}}};
    };
    const auto meter = parse_meter_id(request.parameter("meter").value_or(""));
    if (!meter) {
        return refused("meter", "a meter has 1 to 12 digits");
    }
    const auto energy = request.parameter("energy_wh");
    const auto money = request.parameter("money_minor");
    const std::string_view field = money ? "money_minor" : "energy_wh";
    if (energy && money) {
        return refused("energy_wh", "this is left out where money_minor is given");
    }
    const auto amount = parse_number(money ? *money : energy.value_or(""));
    if (!amount || std::cmp_greater(*amount, any_amount)) {
        return refused(field, "this must be a whole number");
    }
    const auto count = static_cast<std::int64_t>(*amount);
    Sell sell{.meter = *meter, .amount = base::WattHours{count}, .desk = {}};
    if (money) {
        sell.amount = base::MinorUnits{count};
    }
    return sell;
}

// Answers with what `work` brings about with the customer's card at `desk`.
template <typename Work>
HttpResponse with_card(Counter& counter, const Call& call, std::string_view desk, int status,
                       Work work) {
    // Before the card counts a session.
    if (!is_permitted(call.user.role, ConfirmOrder{})) {
        return to_response(problems::not_permitted());
    }
    return with_card_at(counter, desk, status, work);
}

}  // namespace

HttpResponse issue_card(Counter& counter, const Call& call) {
    const auto asked = decode_card(call.request.body);
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    return with_card(counter, call, asked->desk, 201, [&](CardLink& link) {
        return counter.card_work.issue(link, asked->meter, call.id, call.user.user);
    });
}

HttpResponse sell(Counter& counter, const Call& call) {
    const auto asked = decode_sale(call.request.body);
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    if (asked->write) {
        const auto before = answer_before<Sale>(counter, call, group_of(asked->sell));
        if (!before) {
            return before.error();
        }
        if (*before) {
            return sell_again(counter, call, asked->sell);
        }
        // Found before the card is touched: whatever is refused here has changed nothing.
        if (const auto refusal = refused_amount(asked->sell.amount)) {
            return to_response(problem_of(*refusal));
        }
        return with_card(counter, call, asked->sell.desk, 201, [&](CardLink& link) {
            return counter.card_work.sell(link, asked->sell, call.id, call.user.user);
        });
    }
    const auto posted = post<Sale>(counter, call, asked->sell);
    if (!posted) {
        return posted.error();
    }
    return json_response(posted->is_repeat ? 200 : 201,
                         to_json(posted->answer, asked->sell.meter, posted->is_repeat));
}

HttpResponse show_quote(Counter& counter, const Call& call) {
    const auto sell = sale_asked_for(call.request);
    if (!sell) {
        return to_response(problem_of(sell.error()));
    }
    const auto quote = counter.books.quote(call.user.user, *sell);
    if (!quote) {
        return to_response(problem_of(quote.error()));
    }
    return *quote ? json_response(200, to_json(**quote)) : to_response(problem_of(quote->error()));
}

HttpResponse write_order(Counter& counter, const Call& call) {
    const auto meter = parse_meter_id(call.arguments.front());
    if (!meter) {
        return to_response(problem_of(Refusal::unknown_meter));
    }
    const auto desk = decode_desk(call.request.body);
    if (!desk) {
        return to_response(problem_of(desk.error()));
    }
    return with_card(counter, call, *desk, 200, [&](CardLink& link) {
        return counter.card_work.write(link, *meter, call.user.user);
    });
}

HttpResponse read_card(Counter& counter, const Call& call) {
    if (const auto nothing = decode_nothing(call.request.body); !nothing) {
        return to_response(problem_of(nothing.error()));
    }
    return with_card(counter, call, call.arguments.front(), 200, [&](CardLink& link) {
        return counter.card_work.read(link, call.id, call.user.user);
    });
}

HttpResponse list_desks(Counter& counter, const Call&) {
    return json_response(200, desks_to_json(counter.desks.connected()));
}

HttpResponse list_sales(Counter& counter, const Call& call) {
    const auto page = page_of(call.request);
    const auto meter = meter_of(call.request);
    if (!page || !meter) {
        return page ? meter.error() : page.error();
    }
    return answer_query(counter.store.sales(*meter, *page),
                        [&](const auto& sales) { return to_json(sales, page->limit); });
}

HttpResponse hand_out_receipt(Counter& counter, const Call& call) {
    const auto receipt = parse_number(call.arguments.front());
    if (!receipt) {
        return to_response(problem_of(Refusal::unknown_receipt));
    }
    const auto asked = decode_print(call.request.body);
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    if (!is_permitted(call.user.role, PrintReceipt{})) {
        return to_response(problems::not_permitted());
    }
    auto printed = print_receipt(counter, call, static_cast<ReceiptNumber>(*receipt), asked->format,
                                 asked->language);
    return printed ? std::move(*printed) : to_response(printed.error());
}

HttpResponse list_reports(Counter& counter, const Call& call) {
    const auto page = page_of(call.request);
    const auto meter = meter_of(call.request);
    if (!page || !meter) {
        return page ? meter.error() : page.error();
    }
    return answer_query(counter.store.readings(*meter, *page),
                        [&](const auto& readings) { return to_json(readings, page->limit); });
}

}  // namespace office
