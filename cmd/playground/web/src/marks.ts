// Findings in the editor: what they mark, and under the line what they say, with
// their fixes one click away.
import { StateEffect, StateField, type Extension, type Range } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, gutter, keymap, WidgetType, type DecorationSet } from "@codemirror/view";
import type { Finding } from "../../js/payloadlint";
import type { Action, Mark } from "./client";
import { h } from "./dom";
import { say } from "./words";

export interface Shown {
  finding: Finding;
  mark: Mark;
}

export const setMarks = StateEffect.define<Shown[]>();

// A line shows this many findings; a text on one line may have hundreds.
const perLine = 3;

/** Makes the edits of an action, if the text is still the one that they are for. */
export function apply(view: EditorView, action: Action): void {
  const end = view.state.doc.length;
  if (action.edits.some((e) => e.to > end)) return;
  view.dispatch({ changes: action.edits, userEvent: "input.fix", scrollIntoView: true });
  view.focus();
}

/** The buttons that make a finding's fixes. */
export function buttons(view: EditorView, actions: Action[]): HTMLElement[] {
  return actions.slice(0, 3).map((a) => h("button", { type: "button", class: a.safe ? "fix safe" : "fix", onclick: () => apply(view, a) }, a.title));
}

export const symbols = { error: "✕", warning: "!", note: "i" } as const;

class Below extends WidgetType {
  constructor(
    readonly list: Shown[],
    readonly language: string,
  ) {
    super();
  }
  override eq(other: Below): boolean {
    return this.key === other.key;
  }
  get key(): string {
    return JSON.stringify([this.language, this.list.map(({ finding: f, mark: m }) => [f.severity, f.message, m.actions])]);
  }
  override toDOM(view: EditorView): HTMLElement {
    const rows = this.list.slice(0, perLine).map(({ finding: f, mark: m }) =>
      h(
        "div",
        { class: "below " + f.severity },
        h("span", { class: "sign", "aria-hidden": "true" }, symbols[f.severity]),
        h("span", { class: "says" }, h("span", { class: "severity" }, say(`severity.${f.severity}`)), " ", f.message, f.code ? h("span", { class: "code" }, String(f.code)) : null),
        ...buttons(view, m.actions),
      ),
    );
    if (this.list.length > perLine) rows.push(h("div", { class: "below note" }, say("findings.more", { n: this.list.length - perLine })));
    return h("div", { class: "belows", contenteditable: "false" }, ...rows);
  }
  override ignoreEvent(): boolean {
    return true;
  }
  override get estimatedHeight(): number {
    return 26 * Math.min(this.list.length, perLine);
  }
}

class Sign extends GutterMarker {
  constructor(readonly severity: Finding["severity"]) {
    super();
  }
  override eq(other: Sign): boolean {
    return other.severity === this.severity;
  }
  override toDOM(): Node {
    return h("span", { class: "sign " + this.severity, title: say(`severity.${this.severity}`) }, symbols[this.severity]);
  }
}

interface Marked {
  shown: Shown[];
  decorations: DecorationSet;
  signs: { at: number; sign: Sign }[];
}

const rank = { error: 0, warning: 1, note: 2 };

function marked(shown: Shown[], state: EditorView["state"]): Marked {
  const end = state.doc.length;
  const ranges: Range<Decoration>[] = [];
  const lines = new Map<number, Shown[]>();
  for (const it of shown) {
    const from = Math.min(it.mark.from, end);
    const to = Math.min(Math.max(it.mark.to, from), end);
    if (to > from) ranges.push(Decoration.mark({ class: "mark " + it.finding.severity }).range(from, to));
    const line = state.doc.lineAt(from).from;
    lines.set(line, [...(lines.get(line) ?? []), it]);
  }
  const signs: Marked["signs"] = [];
  for (const [at, list] of [...lines].sort((a, b) => a[0] - b[0])) {
    list.sort((a, b) => rank[a.finding.severity] - rank[b.finding.severity]);
    ranges.push(Decoration.widget({ widget: new Below(list, document.documentElement.lang), block: true, side: 1 }).range(state.doc.lineAt(at).to));
    signs.push({ at, sign: new Sign(list[0]!.finding.severity) });
  }
  return { shown, decorations: Decoration.set(ranges, true), signs };
}

const field = StateField.define<Marked>({
  create: () => ({ shown: [], decorations: Decoration.none, signs: [] }),
  update(value, tr) {
    for (const e of tr.effects) if (e.is(setMarks)) return marked(e.value, tr.state);
    if (!tr.docChanged) return value;
    // Until the next check the marks move along with the text; what would be
    // written somewhere else is not offered.
    const shown = value.shown.map((it) => ({
      finding: it.finding,
      mark: { from: tr.changes.mapPos(it.mark.from), to: tr.changes.mapPos(it.mark.to), actions: [] },
    }));
    return { shown, decorations: value.decorations.map(tr.changes), signs: value.signs.map((s) => ({ ...s, at: tr.changes.mapPos(s.at) })) };
  },
  provide: (f) => EditorView.decorations.from(f, (m) => m.decorations),
});

/** The finding after the cursor, the first one behind the last. */
function next(view: EditorView): boolean {
  const list = [...view.state.field(field).shown].sort((a, b) => a.mark.from - b.mark.from);
  const at = view.state.selection.main.from;
  const it = list.find((s) => s.mark.from > at) ?? list[0];
  if (!it) return false;
  const from = Math.min(it.mark.from, view.state.doc.length);
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  return true;
}

/** The first fix on the cursor's line. */
function fix(view: EditorView): boolean {
  const line = view.state.doc.lineAt(view.state.selection.main.head);
  for (const { mark } of view.state.field(field).shown) {
    if (mark.from >= line.from && mark.from <= line.to && mark.actions[0]) {
      apply(view, mark.actions[0]);
      return true;
    }
  }
  return false;
}

export const marks: Extension = [
  field,
  gutter({
    class: "signs",
    lineMarker: (view, line) => view.state.field(field).signs.find((s) => s.at >= line.from && s.at <= line.to)?.sign ?? null,
    lineMarkerChange: (u) => u.startState.field(field) !== u.state.field(field),
  }),
  keymap.of([
    { key: "F8", run: next },
    { key: "Alt-Enter", run: fix },
    { key: "Mod-.", run: fix },
  ]),
];
