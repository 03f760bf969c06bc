// The page's words in two languages. The compiler holds the catalogs together: a
// text that one of them lacks is an error.
import en from "../i18n/en.json";
import zh from "../i18n/zh.json";

export type Key = keyof typeof en;
export type Lang = "en" | "zh";

const catalogs: Record<Lang, Record<Key, string>> = { en, zh };
void (en satisfies Record<keyof typeof zh, string>);

let current: Lang = "en";

export const lang = (): Lang => current;

/** The text of a key, its {name} places filled. */
export function say(key: Key, args: Record<string, string | number> = {}): string {
  return catalogs[current][key].replace(/\{(\w+)\}/g, (all, name: string) => (name in args ? String(args[name]) : all));
}

/** Speaks a language from now on: elements name their text in data-say, their label in data-label. */
export function speak(l: Lang): void {
  current = l;
  document.documentElement.lang = l === "zh" ? "zh-CN" : "en";
  document.title = say("title");
  for (const e of document.querySelectorAll<HTMLElement>("[data-say]")) e.textContent = say(e.dataset.say as Key);
  for (const e of document.querySelectorAll<HTMLElement>("[data-label]")) e.setAttribute("aria-label", say(e.dataset.label as Key));
  for (const e of document.querySelectorAll<HTMLElement>("[data-title]")) e.title = say(e.dataset.title as Key);
}

/** The language that the reader prefers. */
export function preferred(): Lang {
  const saved = remembered("lang");
  if (saved === "zh" || saved === "en") return saved;
  return navigator.languages.find((l) => /^(zh|en)/i.test(l))?.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** What the reader chose before; "" where nothing is known or kept. */
export function remembered(name: "lang" | "theme"): string {
  try {
    return localStorage.getItem("payloadlint-" + name) ?? "";
  } catch {
    return ""; // storage is switched off
  }
}

export function remember(name: "lang" | "theme", value: string): void {
  try {
    localStorage.setItem("payloadlint-" + name, value);
  } catch {
    // it is asked for again next time
  }
}
