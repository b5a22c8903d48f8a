// Any bytes as a production file: refused with a line, or read, written and read back the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/ensure.h"
#include "office/domain/production_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto rows =
        office::parse_production_file(std::string_view{reinterpret_cast<const char*>(data), size});
    if (!rows) {
        base::ensure(rows.error().line > 0 && !rows.error().reason.empty());
        return 0;
    }
    auto again = office::parse_production_file(office::to_csv(*rows));
    base::ensure(again.has_value() && again->size() == rows->size());
    for (std::size_t i = 0; i < rows->size(); ++i) {
        base::ensure(card::is_valid((*rows)[i].meter));
        (*again)[i].line = (*rows)[i].line;
        base::ensure((*again)[i] == (*rows)[i]);
    }
    return 0;
}
