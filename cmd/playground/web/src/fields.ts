// What a request may set: nodes, fields, types, ranges, choices, values.
import { syntaxTree } from "@codemirror/language";
import type { EditorView } from "@codemirror/view";
import type { WorkflowShape } from "../../js/payloadlint";
import { h } from "./dom";
import { say } from "./words";

const mostRows = 300;

type Node = WorkflowShape["fields"][number];
type Field = Node["fields"][number];

const shown = (v: unknown) => (typeof v === "string" ? v : v === undefined ? "" : JSON.stringify(v));

export class FieldsView {
  private shape: WorkflowShape | null = null;
  private touched = new Set<string>();
  private readonly filter = h("input", { type: "search", oninput: () => this.list() });
  private readonly rows = h("div", { class: "scroll", tabindex: "0", role: "region" });

  constructor(
    private readonly panel: HTMLElement,
    private readonly set: (node: string, field: string, value: unknown) => void,
  ) {}

  show(shape: WorkflowShape | null, touched: Set<string>): void {
    const same = shape === this.shape && this.panel.contains(this.rows) && [...touched].join() === [...this.touched].join();
    this.shape = shape;
    this.touched = touched;
    if (!shape || shape.fields.length === 0) {
      this.panel.replaceChildren(h("p", { class: "empty" }, say("fields.empty")));
      return;
    }
    this.filter.placeholder = say("fields.filter");
    this.filter.setAttribute("aria-label", say("fields.filter"));
    this.rows.setAttribute("aria-label", say("fields"));
    if (!this.panel.contains(this.rows)) this.panel.replaceChildren(this.filter, this.rows);
    if (!same) this.list();
  }

  /** Shows one node of the graph. */
  pick(id: string): void {
    this.filter.value = "#" + id;
    this.list();
  }

  refresh(): void {
    const shape = this.shape;
    this.shape = null;
    this.panel.replaceChildren();
    this.show(shape, this.touched);
  }

  private list(): void {
    const asked = this.filter.value.trim().toLowerCase();
    const fits = (n: Node, f: Field) =>
      asked.startsWith("#") ? n.nodeId.toLowerCase() === asked.slice(1) : [n.nodeId, n.class ?? "", n.title ?? "", f.fieldName].some((t) => t.toLowerCase().includes(asked));
    const body = h("tbody");
    let left = 0;
    let rows = 0;
    for (const n of this.shape?.fields ?? []) {
      let first = true;
      for (const f of n.fields.filter((f) => fits(n, f))) {
        if (rows >= mostRows) {
          left++;
          continue;
        }
        rows++;
        body.append(this.row(n, f, first));
        first = false;
      }
    }
    this.rows.replaceChildren(
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, ...(["fields.node", "fields.field", "fields.type", "fields.value"] as const).map((k) => h("th", { scope: "col" }, say(k))), h("td"))),
        body,
      ),
    );
    if (left > 0) this.rows.append(h("p", { class: "empty" }, say("fields.more", { n: left })));
  }

  private row(n: Node, f: Field, first: boolean): HTMLElement {
    const span = f.min || f.max ? ` ${f.min ?? "−∞"} … ${f.max ?? "∞"}` : "";
    const type = h("td", {}, h("span", { class: "type" }, (f.type ?? "") + span));
    if (f.choices && f.choices.length > 0) {
      const all = h("details", {}, h("summary", {}, say("fields.choices", { n: f.choices.length })));
      all.addEventListener("toggle", () => {
        if (all.open && all.childElementCount === 1) all.append(h("p", { class: "choices" }, f.choices!.map(shown).join(", ") + (f.open ? ", " + say("fields.open") : "")));
      });
      type.append(all);
    }
    const value = shown(f.value);
    return h(
      "tr",
      { class: (first ? "first " : "") + (this.touched.has(n.nodeId) ? "touched" : "") },
      first ? h("th", { scope: "row" }, h("b", {}, n.nodeId), " ", n.title || n.class || "", n.title && n.class && n.title !== n.class ? h("small", {}, n.class) : null) : h("td"),
      h("td", {}, h("code", {}, f.fieldName)),
      type,
      h("td", { class: "value", title: value.length > 60 ? value.slice(0, 400) : undefined }, value.length > 60 ? value.slice(0, 59) + "…" : value),
      h("td", {}, h("button", { type: "button", "aria-label": say("fields.set-label", { field: f.fieldName, node: n.nodeId }), onclick: () => this.set(n.nodeId, f.fieldName, f.value) }, say("fields.set"))),
    );
  }
}

/**
 * Adds an item to the request's nodeInfoList and selects its value. It says
 * false where the request has no such list that can be written.
 */
export function addItem(view: EditorView, node: string, field: string, value: unknown): boolean {
  const item = `{"nodeId": ${JSON.stringify(node)}, "fieldName": ${JSON.stringify(field)}, "fieldValue": ${JSON.stringify(value ?? "")}}`;
  let place: { at: number; text: string } | null = null;
  syntaxTree(view.state).iterate({
    enter: (n) => {
      if (place || n.name !== "Property") return;
      const name = n.node.getChild("PropertyName");
      const list = n.node.getChild("Array");
      if (!name || !list || view.state.sliceDoc(name.from, name.to) !== '"nodeInfoList"') return;
      const last = list.lastChild?.prevSibling;
      const empty = !last || last.name === "[";
      const line = view.state.doc.lineAt(empty ? n.from : last.from);
      const indent = /^\s*/.exec(line.text)![0] + (empty ? "  " : "");
      // An item that shares its line with the list does not say how lines begin.
      const pad = empty || /^\s*\{/.test(line.text) ? indent : indent + "  ";
      place = { at: empty ? list.from + 1 : last.to, text: `${empty ? "" : ","}\n${pad}${item}` };
    },
  });
  if (!place) return false;
  const { at, text } = place as { at: number; text: string };
  const from = at + text.lastIndexOf('"fieldValue": ') + 14;
  view.dispatch({ changes: { from: at, insert: text }, selection: { anchor: from, head: at + text.length - 1 }, scrollIntoView: true, userEvent: "input" });
  view.focus();
  return true;
}

