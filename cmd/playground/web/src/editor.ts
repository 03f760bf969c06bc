// The editors: CodeMirror with completions, hovers and findings from the engine.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, snippet, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting, type LanguageSupport } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, hoverTooltip, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Completion, Methods } from "./client";
import { h } from "./dom";

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.attributeName], color: "var(--code-key)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], color: "var(--code-word)" },
  { tag: [tags.comment], color: "var(--muted)", fontStyle: "italic" },
]);

// Colours of a language in a text of this size cost more than they help.
const mostColoured = 2_000_000;
// Lines are wrapped in texts up to this size.
const mostWrapped = 200_000;

function languageOf(name: string): LanguageSupport | null {
  if (/\.jsonl?$|\.ipynb$|^$/.test(name)) return json();
  if (/\.py$/.test(name)) return python();
  if (/\.[mc]?[jt]sx?$/.test(name)) return javascript({ typescript: true });
  return null;
}

/** What the engine knows of a place in the text. */
export interface Assistance {
  complete(at: number): Promise<Methods["complete"]>;
  hover(at: number): Promise<Methods["hover"]>;
}

export interface EditorOptions {
  parent: HTMLElement;
  label: string;
  hint: string;
  change(text: string): void;
  assist?: Assistance;
  extensions?: Extension[];
}

const labels = new Compartment();
const language = new Compartment();
const wrapping = new Compartment();

function labelled(label: string, hint: string): Extension {
  return [EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }), placeholder(hint)];
}

export function createEditor(o: EditorOptions): EditorView {
  const assist = o.assist;
  const view = new EditorView({
    parent: o.parent,
    state: EditorState.create({
      extensions: [
        EditorView.cspNonce.of("editor"), // the style elements of the editor's own; scripts have no nonce
        lineNumbers(),
        highlightActiveLineGutter(),
        highlightActiveLine(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightSelectionMatches(),
        syntaxHighlighting(colours),
        labels.of(labelled(o.label, o.hint)),
        language.of(json()),
        wrapping.of(EditorView.lineWrapping),
        assist ? [autocompletion({ override: [(c) => complete(assist, c)], icons: false }), hover(assist)] : [],
        o.extensions ?? [],
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap]),
        EditorView.updateListener.of((u) => {
          if (u.docChanged) o.change(u.state.doc.toString());
        }),
      ],
    }),
  });
  return view;
}

/** Gives the editor its words in the page's language. */
export function label(view: EditorView, label: string, hint: string): void {
  view.dispatch({ effects: labels.reconfigure(labelled(label, hint)) });
}

/** Colours the text as a file of a name would be. */
export function colour(view: EditorView, name: string): void {
  const size = view.state.doc.length;
  const support = size > mostColoured ? null : languageOf(name);
  view.dispatch({
    effects: [language.reconfigure(support ?? []), wrapping.reconfigure(size > mostWrapped ? [] : EditorView.lineWrapping)],
  });
}

/** Replaces the whole text. */
export function setText(view: EditorView, text: string): void {
  if (view.state.doc.length === text.length && view.state.doc.toString() === text) return;
  if (text.length > mostWrapped) view.dispatch({ effects: wrapping.reconfigure([]) });
  if (text.length > mostColoured) view.dispatch({ effects: language.reconfigure([]) });
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true });
}

/** Shows a place and puts the cursor there. */
export function goTo(view: EditorView, from: number, to = from): void {
  const end = view.state.doc.length;
  view.dispatch({ selection: { anchor: Math.min(from, end), head: Math.min(to, end) }, effects: EditorView.scrollIntoView(Math.min(from, end), { y: "center" }) });
  view.focus();
}

const kinds: Record<number, string> = { 5: "property", 7: "class", 10: "property", 12: "constant", 15: "text", 18: "namespace", 20: "enum" };

async function complete(assist: Assistance, context: CompletionContext): Promise<CompletionResult | null> {
  const before = context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos);
  if (!context.explicit && !/[\w"'/.-]/.test(before)) return null;
  let list: Completion[];
  try {
    list = await assist.complete(context.pos);
  } catch {
    return null; // a newer question, or a text that cannot be read yet
  }
  if (list.length === 0 || context.aborted) return null;
  const from = Math.min(context.pos, ...list.map((c) => c.from));
  const typed = context.state.sliceDoc(from, context.pos).replace(/^["']/, "").toLowerCase();
  const fits = (c: Completion) => c.label.toLowerCase().includes(typed);
  const shown = list.some(fits) ? list.filter(fits) : context.explicit ? list : [];
  const starts = (c: Completion) => (c.label.toLowerCase().startsWith(typed) ? 0 : 1);
  return {
    from,
    filter: false,
    options: shown
      .map((c, i) => ({ c, i }))
      .sort((a, b) => starts(a.c) - starts(b.c) || a.i - b.i)
      .map(({ c }) => ({
        label: c.label,
        detail: c.detail,
        type: kinds[c.kind],
        apply: (view: EditorView, option: import("@codemirror/autocomplete").Completion) => {
          if (c.snippet) snippet(c.insert.replace(/\\?\$(\d)/g, (all, n: string) => (all[0] === "\\" ? all : n === "0" ? "${}" : `\${${n}}`)))(view, option, c.from, c.to);
          else view.dispatch({ changes: { from: c.from, to: c.to, insert: c.insert }, selection: { anchor: c.from + c.insert.length }, userEvent: "input.complete" });
        },
      })),
  };
}

function hover(assist: Assistance): Extension {
  return hoverTooltip(async (_view, pos) => {
    const found = await assist.hover(pos).catch(() => null);
    if (!found) return null;
    return { pos: found.from, end: found.to, above: true, create: () => ({ dom: h("div", { class: "hover" }, ...markdown(found.text)) }) };
  });
}

/** The little Markdown that hovers have: paragraphs, **bold** and `code`. */
function markdown(text: string): HTMLElement[] {
  return text.split("\n\n").map((paragraph) => {
    const p = h("p");
    for (const part of paragraph.split(/(\*\*.+?\*\*|`[^`]+`)/)) {
      if (part.startsWith("**") && part.length > 4) p.append(h("strong", {}, part.slice(2, -2)));
      else if (part.startsWith("`") && part.length > 2) p.append(h("code", {}, part.slice(1, -1)));
      else p.append(part);
    }
    return p;
  });
}
