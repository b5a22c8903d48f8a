#include "office/web/pages/overview_page.h"

#include "office/web/pages/page_frame.h"
#include "office/web/pages/page_tables.h"

namespace office {
namespace {

constexpr std::uint32_t rows_shown = 50;

}  // namespace

HttpResponse show_overview(const PageVisit& visit) {
    const Store& store = visit.counter.store;
    const Language language = visit.language;
    const Page page{.before = std::nullopt, .limit = rows_shown};
    const auto customers = store.customers(page);
    const auto sales = store.sales(std::nullopt, page);
    const auto readings = store.readings(std::nullopt, page);
    if (!customers || !sales || !readings) {
        return problem_page(visit, transport_problem(503));
    }
    return page_document(200, visit,
                         customers_section(page_text(language), *customers) +
                             sales_section(language, *sales, store.settings().currency) +
                             readings_section(language, *readings));
}

}  // namespace office
