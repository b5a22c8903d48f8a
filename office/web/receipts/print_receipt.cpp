#include "office/web/receipts/print_receipt.h"

#include <string>
#include <utility>

namespace office {
namespace {

// Names belong on the receipt where there are any; without them it is printed all the same.
Receipt filled(const Counter& counter, SaleView sale, std::uint32_t copy) {
    const Settings settings = counter.store.settings();
    Receipt receipt{.sale = std::move(sale),
                    .office = settings.name,
                    .currency = settings.currency,
                    .customer = {},
                    .clerk = {},
                    .copy = copy};
    if (const auto clerk = counter.store.user(receipt.sale.user); clerk && *clerk) {
        receipt.clerk = (*clerk)->name;
    }
    if (const auto customer = counter.store.customer_of(receipt.sale.meter);
        customer && *customer && (*customer)->customer == receipt.sale.customer) {
        receipt.customer = (*customer)->name;
    }
    return receipt;
}

HttpResponse file_of(const Receipt& receipt, ReceiptFormat format, Language language) {
    if (format == ReceiptFormat::pdf) {
        HttpResponse response{.status = 201,
                              .content_type = "application/pdf",
                              .body = receipt_pdf(receipt, language),
                              .headers = {}};
        response.headers.emplace_back("Content-Disposition",
                                      "inline; filename=\"receipt-" +
                                          std::to_string(std::to_underlying(receipt.sale.receipt)) +
                                          ".pdf\"");
        return response;
    }
    return {.status = 201,
            .content_type = "text/plain; charset=utf-8",
            .body = receipt_text(
                receipt, language,
                format == ReceiptFormat::text_58_mm ? columns_of_58_mm : columns_of_80_mm),
            .headers = {}};
}

}  // namespace

std::expected<HttpResponse, Problem> print_receipt(Counter& counter, const Call& call,
                                                   ReceiptNumber number, ReceiptFormat format,
                                                   Language language) {
    auto sale = counter.store.sale(number);
    if (!sale) {
        return std::unexpected{problem_of(sale.error())};
    }
    if (!*sale) {
        return std::unexpected{problem_of(Refusal::unknown_receipt)};
    }
    const auto outcome =
        counter.books.post({.id = call.id,
                            .user = call.user.user,
                            .command = PrintReceipt{.meter = (*sale)->meter, .receipt = number}});
    if (!outcome) {
        return std::unexpected{problem_of(outcome.error())};
    }
    if (!*outcome) {
        return std::unexpected{problem_of(outcome->error())};
    }
    const auto printed = std::get<ReceiptPrinted>((*outcome)->answer);
    return file_of(filled(counter, std::move(**sale), printed.copy), format, language);
}

}  // namespace office
