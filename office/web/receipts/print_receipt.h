// Hands a receipt out: in the books first, then as a file.
#pragma once

#include <expected>

#include "office/web/call.h"
#include "office/web/receipts/receipt.h"

namespace office {

// Under the call's id: the same again gives the same print, another id the next copy.
[[nodiscard]] std::expected<HttpResponse, Problem> print_receipt(Counter& counter, const Call& call,
                                                                 ReceiptNumber number,
                                                                 ReceiptFormat format,
                                                                 Language language);

}  // namespace office
