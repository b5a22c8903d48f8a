// The words of the page itself. What the meter says comes from the meter, at /texts.
"use strict";
const WORDS = {
  en: {
    title: "prepaid meter", number: "No.", kind: "single-phase prepayment meter", slot: "insert card, chip first",
    alarm: "alarm", supply_on: "supply on", supply_off: "supply off",
    next_page: "next page", protector: "leakage protection", test: "test", reset: "reset",
    sealed: "terminal cover · sealed", says: "What the meter says", card_title: "Card",
    around: "In the home and at the meter", load: "Switched on", mains: "Mains voltage",
    leak: "Leak to earth", magnet: "Hold a magnet to it", cover: "Open the cover", cut: "Cut the mains", speed: "Time runs",
    plot: "Power and remaining energy", events: "What the meter has noticed", insert: "Insert card",
    pull: "Pull card", pause: "Stop time", resume: "Go on", fine: "All is well. The supply is on.", supply_is_on: "The supply is on.",
    card: "Card", no_cards: "no card in the folder", meter: "meter", blank: "blank card", power: "power",
    remaining: "remaining", lost: "The meter does not answer. This page connects again by itself.",
    on: "switch on by hand", off: "switch off by hand", colon: ": ", comma: ", ", stop: ". ",
    lasted: "it lasted", without_mains: "without mains",
  },
  zh: {
    title: "预付费电表", number: "表号", kind: "单相预付费电能表", slot: "插卡处（芯片朝里）",
    alarm: "报警", supply_on: "供电", supply_off: "断电",
    next_page: "翻页", protector: "漏电保护", test: "试验", reset: "复位",
    sealed: "端子盖 · 铅封", says: "电表显示", card_title: "电卡",
    around: "家中与电表旁", load: "用电功率", mains: "电网电压",
    leak: "对地漏电", magnet: "靠近磁铁", cover: "打开表盖", cut: "停电", speed: "时间速度",
    plot: "功率与剩余电量", events: "电表记录的事件", insert: "插卡",
    pull: "拔卡", pause: "暂停", resume: "继续", fine: "一切正常，正在供电。", supply_is_on: "正在供电。",
    card: "电卡", no_cards: "文件夹中没有电卡", meter: "表号", blank: "空白卡", power: "功率",
    remaining: "剩余电量", lost: "电表没有应答，页面会自动重新连接。",
    on: "手动合闸", off: "手动断开", colon: "：", comma: "、", stop: "。",
    lasted: "持续", without_mains: "停电",
  },
};
