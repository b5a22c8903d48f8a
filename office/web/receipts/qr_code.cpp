#include "office/web/receipts/qr_code.h"

#include <qrencode.h>

#include <memory>
#include <span>

#include "base/ensure.h"

namespace office {

QrCode::QrCode(const std::string& text) {
    constexpr int smallest_version_that_fits = 0;
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code{
        QRcode_encodeString8bit(text.c_str(), smallest_version_that_fits, QR_ECLEVEL_M),
        &QRcode_free};
    base::ensure(code != nullptr);  // fails for an empty text, one above 2 KB, or without memory
    size_ = static_cast<std::size_t>(code->width);
    const std::span modules{code->data, size_ * size_};
    dark_.reserve(modules.size());
    for (const unsigned char module : modules) {
        dark_.push_back((module & 1U) != 0);
    }
}

}  // namespace office
