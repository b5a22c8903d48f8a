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

}  // namespace office
