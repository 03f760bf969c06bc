// Tabs as the ARIA practices have them: arrow keys move, one tab stop.
import { byId } from "./dom";

export class Tabs {
  private readonly tabs: HTMLElement[];

  constructor(
    list: HTMLElement,
    private readonly changed: (id: string) => void = () => undefined,
  ) {
    this.tabs = [...list.querySelectorAll<HTMLElement>("[role=tab]")];
    for (const tab of this.tabs) tab.addEventListener("click", () => this.select(tab.id));
    list.addEventListener("keydown", (e) => {
      const at = this.tabs.indexOf(e.target as HTMLElement);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: this.tabs.length - 1 }[e.key];
      if (at < 0 || to === undefined) return;
      e.preventDefault();
      const tab = this.tabs[(to + this.tabs.length) % this.tabs.length]!;
      this.select(tab.id);
      tab.focus();
    });
    this.select(this.tabs[0]!.id);
  }

  select(id: string): void {
    for (const tab of this.tabs) {
      const is = tab.id === id;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
      byId(tab.getAttribute("aria-controls")!).hidden = !is;
    }
    this.changed(id);
  }

  get selected(): string {
    return this.tabs.find((t) => t.getAttribute("aria-selected") === "true")!.id;
  }
}
