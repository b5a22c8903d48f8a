#include "office/web/pages/books_text.h"

#include <utility>

namespace office {
namespace {

constexpr BooksText english{
    .books = "Books",
    .ledger = "Ledger",
    .postings = "Postings",
    .account = "Account",
    .amount = "Amount, debit positive",
    .chains = "Audit chains",
    .chains_note =
        "tallywatt-office verify proves every row against these digests and their signed "
        "copies.",
    .chain = "Chain",
    .length = "Entries",
    .digest = "Digest",
    .entries = "Newest entries",
    .position = "Position",
    .commands = "Commands",
    .proof = "Proof of the books",
    .proof_note =
        "Every row against the audit chains, the chains against their signed copies, orders "
        "against sales, the ledger against itself. Selling goes on meanwhile.",
    .prove = "Prove the books",
    .proving = "Proving: entries read",
    .never_proved = "Not proved since the office was started.",
    .proof_failed = "The books or the signed copies could not be read.",
    .is_sound = "Every row is as it was committed.",
    .has_faults = "Faults: keep the office's directory as it is and ask who had access to it.",
    .unproven = "Entries after the last signed copy, which nothing proves yet",
    .sales = "Sales",
    .copies = "Signed copies",
    .copies_are_old =
        "The audit chains grew, and no copy was signed for more than five minutes. Look at the "
        "key store and at the folder of copies.",
    .exports = "For an auditor's own tools",
    .exports_note = "CSV. Of all business dates where none is given.",
    .journal = "Ledger as CSV",
    .audit_file = "Audit chains as CSV, the newest 200,000 entries",
    .from = "From",
    .to = "To",
    .not_a_date = "Write a date like 2026-11-22.",
    .too_many_legs =
        "These dates hold more than 200,000 lines. Take fewer, or write the file with tallywatt "
        "journal.",
    .findings = "Findings",
    .findings_note = "Readings whose report does not fit what was known, the newest first.",
};

constexpr BooksText chinese{
    .books = "账册",
    .ledger = "总账",
    .postings = "记账笔数",
    .account = "科目",
    .amount = "金额（借方为正）",
    .chains = "审计链",
    .chains_note = "tallywatt-office verify 按这些摘要及其签名副本核对每一行。",
    .chain = "链",
    .length = "条目数",
    .digest = "摘要",
    .entries = "最新条目",
    .position = "位置",
    .commands = "命令数",
    .proof = "核对账册",
    .proof_note = "逐行核对审计链、审计链与签名副本、购电单与售电、总账自身。核对时照常售电。",
    .prove = "开始核对",
    .proving = "正在核对，已读条目",
    .never_proved = "启动以来尚未核对。",
    .proof_failed = "账册或签名副本无法读取。",
    .is_sound = "每一行都与提交时一致。",
    .has_faults = "发现问题：请保持数据目录原样，并查明谁曾接触过它。",
    .unproven = "最后一份签名副本之后、尚无证明的条目",
    .sales = "售电笔数",
    .copies = "签名副本",
    .copies_are_old = "审计链有增长，但已超过五分钟没有签名副本。请检查密钥库和副本目录。",
    .exports = "供审计工具使用",
    .exports_note = "CSV 格式。不填日期即为全部营业日。",
    .journal = "总账 CSV",
    .audit_file = "审计链 CSV（最新 200,000 条）",
    .from = "从",
    .to = "至",
    .not_a_date = "请输入日期，例如 2026-11-22。",
    .too_many_legs = "该日期范围超过 200,000 行。请缩小范围，或用 tallywatt journal 写出文件。",
    .findings = "异常",
    .findings_note = "与已知情况不符的读卡记录，最新在前。",
};

}  // namespace

const BooksText& books_text(Language language) {
    return language == Language::english ? english : chinese;
}

std::string_view account_text(Language language, Account account) {
    const bool is_english = language == Language::english;
    switch (account) {
        case Account::cash:
            return is_english ? "Cash" : "现金";
        case Account::energy_revenue:
            return is_english ? "Energy sold" : "售电收入";
        case Account::tax_payable:
            return is_english ? "Tax payable" : "应交税金";
        case Account::energy_supplied:
            return is_english ? "Energy given out" : "已售电量";
        case Account::meter_energy:
            return is_english ? "Energy of the meters" : "电表可用电量";
        case Account::arrears:
            return is_english ? "Arrears" : "欠费";
        case Account::arrears_taken_on:
            return is_english ? "Arrears taken on" : "转入欠费";
        case Account::monthly_charges:
            return is_english ? "Monthly charges" : "月基本费";
        case Account::bank_cards:
            return is_english ? "Bank cards" : "银行卡";
        case Account::mobile_money:
            return is_english ? "Mobile money" : "移动支付";
        case Account::bank_transfers:
            return is_english ? "Bank transfers" : "银行转账";
        case Account::cash_differences:
            return is_english ? "Cash differences" : "现金差额";
        case Account::owed_back:
            return is_english ? "Owed back to customers" : "应退客户款";
        case Account::energy_carried:
            return is_english ? "Energy carried to another meter" : "换表结转电量";
        case Account::energy_given:
            return is_english ? "Energy given free" : "免费电量";
    }
    std::unreachable();
}

std::string_view fault_text(Language language, Fault fault) {
    const bool is_english = language == Language::english;
    switch (fault) {
        case Fault::file_damaged:
            return is_english ? "the file is damaged" : "文件损坏";
        case Fault::rows_altered:
            return is_english ? "rows are not those that were committed" : "数据行与提交时不符";
        case Fault::row_without_command:
            return is_english ? "a row that no entry covers" : "没有条目覆盖的数据行";
        case Fault::entry_altered:
            return is_english ? "an audit entry was altered" : "审计条目被改动";
        case Fault::entry_missing:
            return is_english ? "an audit entry is missing" : "审计条目缺失";
        case Fault::chain_end_differs:
            return is_english ? "a chain does not end where it should" : "审计链末尾不符";
        case Fault::copy_not_genuine:
            return is_english ? "a signed copy is not genuine" : "签名副本不真实";
        case Fault::copy_not_in_books:
            return is_english ? "a signed copy states what the books lack"
                              : "签名副本所载账册中没有";
        case Fault::posting_unbalanced:
            return is_english ? "a posting does not sum to zero" : "记账不平";
        case Fault::order_without_sale:
            return is_english ? "an order without a sale" : "购电单没有对应售电";
        case Fault::sale_without_order:
            return is_english ? "a sale without its order" : "售电没有对应购电单";
        case Fault::sale_not_posted:
            return is_english ? "a sale that is not posted" : "售电未记账";
        case Fault::posting_without_sale:
            return is_english ? "a posting without a sale" : "记账没有对应售电";
        case Fault::order_total_wrong:
            return is_english ? "an order’s total is wrong" : "购电单累计错误";
        case Fault::meter_total_differs:
            return is_english ? "energy posted and ordered differ" : "电表记账电量与购电单不符";
        case Fault::meter_row_differs:
            return is_english ? "a meter’s row differs from the other rows"
                              : "电表记录与其他数据不符";
        case Fault::arrears_not_posted:
            return is_english ? "arrears that are not posted" : "欠费未记账";
        case Fault::desk_receipt_missing:
            return is_english ? "a desk’s receipt number is missing" : "柜台收据号缺号";
        case Fault::desk_row_differs:
            return is_english ? "a desk’s row differs from the other rows"
                              : "柜台记录与其他数据不符";
        case Fault::shift_cash_differs:
            return is_english ? "a shift’s cash differs from its sales" : "班次现金与售电不符";
        case Fault::day_total_differs:
            return is_english ? "a closed day’s totals differ" : "日结合计不符";
        case Fault::posted_on_closed_day:
            return is_english ? "posted on a closed day" : "在已结账的日期记账";
        case Fault::adjustment_not_posted:
            return is_english ? "an adjustment that is not posted" : "调整未记账";
        case Fault::adjustment_by_one_person:
            return is_english ? "an adjustment by one person alone" : "调整仅由一人完成";
        case Fault::exchange_wrong:
            return is_english ? "credit that went over to another meter is not there"
                              : "换表转移的电量不符";
        case Fault::adjustment_share_wrong:
            return is_english ? "more went back than was sold" : "退回多于售出";
        case Fault::statistics_differ:
            return is_english ? "statistics differ from the rows" : "统计与数据不符";
    }
    std::unreachable();
}

}  // namespace office
