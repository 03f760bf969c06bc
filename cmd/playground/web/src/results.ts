// What the check says, beside the editors: the verdict, the findings, what was not
// checked, the explanation of an answer.
import type { EditorView } from "@codemirror/view";
import type { CheckedFile, Explanation } from "../../js/payloadlint";
import type { Study } from "./client";
import { byId, h } from "./dom";
import { goTo } from "./editor";
import { buttons, symbols, type Shown } from "./marks";
import { say } from "./words";

const order = { rejected: 0, partial: 1, unknown: 2, accepted: 3 };
const signs = { rejected: "✕", partial: "◐", unknown: "?", accepted: "✓" };

/** The request that a verdict is shown of: the worst one. */
function worst(files: CheckedFile[]): CheckedFile | undefined {
  return [...files].sort((a, b) => order[a.verdict.outcome] - order[b.verdict.outcome])[0];
}

export function showVerdict(study: Study | null, empty: string): void {
  const box = byId("verdict");
  const file = study && worst(study.report.files);
  if (!study || !file) {
    box.className = "idle";
    box.replaceChildren(h("p", {}, empty));
    return;
  }
  const v = file.verdict;
  box.className = v.outcome;
  const about: (Node | string)[] = [h("strong", {}, say(`outcome.${v.outcome}`))];
  if (v.outcome === "rejected" || v.outcome === "partial") about.push(h("span", { class: "confidence" }, say(`confidence.${v.confidence}`)));
  if (v.alternatives.length > 0) about.push(h("span", { class: "confidence" }, say("alternatives", { codes: v.alternatives.join(", ") })));
  const s = study.report.summary;
  box.replaceChildren(
    h("span", { class: "sign", "aria-hidden": "true" }, signs[v.outcome]),
    v.outcome === "rejected" ? h("span", { class: "number" }, String(v.code)) : "",
    h(
      "div",
      {},
      h("p", { class: "outcome" }, ...about),
      v.outcome === "rejected" && v.name ? h("p", { class: "name" }, v.name) : null,
      v.msg ? h("p", { class: "msg" }, v.msg) : null,
      study.report.files.length > 1 ? h("p", { class: "msg" }, say("documents", { n: s.documents, rejected: s.rejected, partial: s.partial, accepted: s.accepted, unknown: s.unknown })) : null,
    ),
  );
}

/** All findings with their marks, in the order of the text. */
export function shownOf(study: Study): Shown[] {
  const out: Shown[] = [];
  study.report.files.forEach((f, i) => f.findings.forEach((finding, k) => out.push({ finding, mark: study.marks[i]![k]! })));
  return out;
}

const count = (id: string, n: number) => {
  byId(id).textContent = n > 0 ? String(n) : "";
};

export function showFindings(study: Study | null, view: EditorView): void {
  const shown = study ? shownOf(study) : [];
  count("count-findings", shown.length);
  const panel = byId("panel-findings");
  if (!study || shown.length === 0) {
    panel.replaceChildren(h("p", { class: "empty" }, study ? say("findings.none") : say("verdict.empty")));
    return;
  }
  panel.replaceChildren(
    h(
      "ol",
      { class: "findings" },
      ...shown.map(({ finding: f, mark: m }) =>
        h(
          "li",
          { class: f.severity },
          h("span", { class: "sign", "aria-hidden": "true" }, symbols[f.severity]),
          h(
            "div",
            {},
            h("p", {}, h("span", { class: "severity" }, say(`severity.${f.severity}`)), " ", f.message),
            f.advice ? h("p", { class: "advice" }, f.advice) : null,
            h(
              "p",
              { class: "actions" },
              h("button", { type: "button", class: "place", onclick: () => goTo(view, m.from, m.to) }, say("go", { line: f.line })),
              ...buttons(view, m.actions),
              f.url ? h("a", { href: f.url, rel: "noreferrer", target: "_blank" }, f.rule) : null,
              f.code ? h("span", { class: "code" }, String(f.code)) : null,
            ),
          ),
        ),
      ),
    ),
  );
  const left = study.report.files.reduce((n, f) => n + (f.omitted ? f.omitted.errors + f.omitted.warnings + f.omitted.notes : 0), 0);
  if (left > 0) panel.append(h("p", { class: "empty" }, say("findings.omitted", { n: left })));
}

export function showUnchecked(study: Study | null): void {
  // One cause is told once, however many requests it concerns.
  const rows = new Map<string, { code: number; reason: string; remedy: string }>();
  for (const f of study?.report.files ?? []) for (const u of f.unchecked) rows.set(u.code + u.reason, u);
  count("count-unchecked", rows.size);
  byId("panel-unchecked").replaceChildren(
    rows.size === 0
      ? h("p", { class: "empty" }, study ? say("unchecked.none") : say("verdict.empty"))
      : h(
          "ul",
          { class: "findings" },
          ...[...rows.values()].map((u) => h("li", { class: "note" }, h("span", { class: "sign", "aria-hidden": "true" }, "?"), h("div", {}, h("p", {}, u.code ? h("span", { class: "code" }, String(u.code)) : "", " ", u.reason), u.remedy ? h("p", { class: "advice" }, u.remedy) : null))),
        ),
  );
}

export function showExplained(e: Explanation | null): void {
  byId("panel-explained").replaceChildren(
    ...(e
      ? [h("h3", {}, e.title), ...e.sections.map((s) => h("section", {}, h("h4", {}, s.title), ...s.lines.map((l) => h("p", {}, l))))]
      : [h("p", { class: "empty" }, say("explained.empty"))]),
  );
}
