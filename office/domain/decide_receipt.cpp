#include "office/domain/decide.h"

namespace office {

Decided decide_on(const PrintReceipt& given, const Context&, const Rows& rows) {
    if (!rows.receipt_prints) {
        return std::unexpected{Refusal::unknown_receipt};
    }
    return Decision{ReceiptPrinted{.copy = *rows.receipt_prints}, {ReceiptHandedOut{given}}, {}};
}

}  // namespace office
