// What the office serves: the API under /api/v1, the desks' links and the page. Every request is
// answered by plain blocking code on a worker thread.
#pragma once

#include <atomic>
#include <expected>
#include <memory>

#include "office/web/call.h"
#include "office/web/http_server.h"
#include "office/web/metrics.h"
#include "office/web/sign_ins.h"

namespace office {

class OfficeSite final : public Site {
 public:
    // What it serves from; all outlive the site.
    struct Parts {
        Store& store;
        Books& books;
        CardWork& card_work;
        BooksProof& proof;
        OfficeHealth& health;
    };

    explicit OfficeSite(Parts parts)
        : counter_{.store = parts.store,
                   .books = parts.books,
                   .card_work = parts.card_work,
                   .desks = desks_,
                   .proof = parts.proof,
                   .health = parts.health} {}

    [[nodiscard]] Lane lane(const HttpRequest& request) const override;
    [[nodiscard]] HttpResponse answer(const HttpRequest& request) override;
    [[nodiscard]] std::expected<std::shared_ptr<DeskChannel>, HttpResponse> open_channel(
        const HttpRequest& request) override;
    void connections_are(std::size_t open) override { connections_.store(open); }
    [[nodiscard]] HttpResponse transport_problem(int status) const override;

 private:
    // What is kept in the log about a request: never what it holds.
    struct Record {
        std::string_view route;
        UserId user = the_office;  // the office: nobody with a token
    };

    [[nodiscard]] HttpResponse answer(const HttpRequest& request, Record& record);
    [[nodiscard]] HttpResponse answer_api(const HttpRequest& request, Record& record);
    // 503 where nothing could be sold: the books cannot be written, or the token is away.
    [[nodiscard]] HttpResponse show_readiness() const;
    [[nodiscard]] HttpResponse show_metrics(const HttpRequest& request) const;
    [[nodiscard]] std::expected<UserView, Problem> user_of(const HttpRequest& request) const;

    DeskRegistry desks_;
    SignIns sign_ins_;
    Metrics metrics_;
    std::atomic<std::size_t> connections_{0};
    Counter counter_;
};

}  // namespace office
