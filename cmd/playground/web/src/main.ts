// The page.
import type { EditorView } from "@codemirror/view";
import type { WorkflowShape } from "../../js/payloadlint";
import { Client, Fault, Overtaken, type Edit, type Input, type Study } from "./client";
import { byId, h } from "./dom";
import { slotOf, type Slot } from "./drop";
import { colour, createEditor, label, setText } from "./editor";
import { examples, type Example } from "./examples";
import { addItem, FieldsView } from "./fields";
import { GraphView } from "./graph";
import { fromFragment, toFragment } from "./link";
import { marks, setMarks } from "./marks";
import { showExplained, showFindings, showUnchecked, showVerdict, shownOf } from "./results";
import { Tabs } from "./tabs";
import { lang, preferred, remember, remembered, say, speak, type Lang } from "./words";

const client = new Client((window as unknown as { payloadlintWorker: Worker }).payloadlintWorker);

type Text = "request" | "workflow" | "answer";
const texts: Record<Text, string> = { request: "", workflow: "", answer: "" };
let nodes = { name: "", text: "" };
/** The name of the file that the request came from; "" where the text tells. */
let fileName = "";

let study: Study | null = null;
let shape: WorkflowShape | null = null;

const mostFindings = 200;

speak(preferred());
dress(remembered("theme"));

const detailTabs = new Tabs(byId("detail-tabs"));
const moreTabs = new Tabs(byId("more-tabs"), (id) => {
  byId("write").hidden = id !== "tab-workflow" || !texts.workflow.trim();
});
const assist = {
  complete: (at: number) => client.ask("complete", { ...input(), at }),
  hover: (at: number) => client.ask("hover", { ...input(), at }),
};
const views: Record<Text, EditorView> = {
  request: editor("request"),
  workflow: editor("workflow"),
  answer: editor("answer"),
};
const graph = new GraphView(client, byId("graph"), (id) => {
  detailTabs.select("tab-fields");
  fields.pick(id);
});
const fields = new FieldsView(byId("panel-fields"), setField);

function editor(name: Text): EditorView {
  return createEditor({
    parent: byId(name),
    label: say(name),
    hint: say(`${name}.hint`),
    change: (text) => {
      texts[name] = text;
      if (name === "request" && text === "") fileName = "";
      later();
    },
    assist: name === "request" ? assist : undefined,
    extensions: name === "request" ? [marks] : [],
  });
}

function input(): Input {
  return { request: texts.request, name: fileName, workflow: broken ? "" : texts.workflow, nodes: nodes.text, lang: lang(), maxFindings: mostFindings };
}

let timer = 0;
/** Checks when typing pauses. */
function later(): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void check(), 120);
}

/** Whether the workflow cannot be read: the request is checked without it then. */
let broken = false;
let round = 0;

async function check(): Promise<void> {
  const mine = ++round;
  const asked = texts.request;
  try {
    broken = false;
    await look(mine, asked);
  } catch (e) {
    if (e instanceof Overtaken || mine !== round) return;
    if (!(e instanceof Fault) || e.text === "crash") {
      showVerdict(null, say("verdict.failed", { error: e instanceof Error ? e.message : String(e) }));
      return;
    }
    fault(e);
    if (e.text === "nodes") nodes = { name: "", text: "" };
    else broken = true;
    await look(mine, asked).catch(() => undefined);
  }
}

async function look(mine: number, asked: string): Promise<void> {
  const found = asked.trim() ? await client.ask("study", input()) : null;
  if (mine !== round) return;
  study = found;
  const flow = found?.prompt && !texts.workflow.trim() ? texts.request : texts.workflow;
  const described = broken ? null : await client.ask("describe", { workflow: flow, nodes: nodes.text, lang: lang() });
  if (mine !== round) return;
  shape = described;
  const explained = texts.answer.trim() ? await client.ask("explain", { ...input(), answer: texts.answer }) : null;
  if (mine !== round) return;
  if (!broken) fault(null);
  show();
  showExplained(explained);
}

function fault(e: Fault | null): void {
  const box = byId("fault");
  box.hidden = !e;
  box.textContent = e?.message ?? "";
}

/** Shows what is known. */
function show(): void {
  showVerdict(study, say("verdict.empty"));
  showFindings(study, views.request);
  showUnchecked(study);
  const shown = study ? shownOf(study) : [];
  views.request.dispatch({ effects: setMarks.of(shown) });
  const kind = study?.report.files[0]?.source?.kind ?? study?.report.files[0]?.endpoint ?? "";
  byId("kind").textContent = kind;
  colour(views.request, study?.name ?? "");
  const touched = new Set(study?.touched ?? []);
  const failing = new Set(shown.filter(({ finding: f }) => f.node && f.severity === "error").map(({ finding: f }) => f.node!));
  graph.show(shape, { touched, failing }).catch(() => undefined);
  fields.show(shape, touched);
  const safe = safeFixes();
  byId("fix-all").hidden = safe.length === 0;
  byId("fix-all").textContent = say("fix-all", { n: safe.length });
  byId("nodes").hidden = !nodes.text;
  byId("nodes").firstElementChild!.textContent = say("nodes", { name: nodes.name });
  byId("write").hidden = moreTabs.selected !== "tab-workflow" || !texts.workflow.trim();
  if (study && !document.documentElement.dataset.firstVerdict) document.documentElement.dataset.firstVerdict = String(Math.round(performance.now()));
  document.documentElement.dataset.round = String(round);
}

/** The safe fixes that can be made together: each whole, none over another. */
function safeFixes(): Edit[][] {
  const taken: Edit[] = [];
  const out: Edit[][] = [];
  for (const { mark } of study ? shownOf(study) : []) {
    const edits = mark.actions.find((a) => a.safe)?.edits;
    if (!edits || edits.some((e) => taken.some((t) => e.from <= t.to && t.from <= e.to))) continue;
    taken.push(...edits);
    out.push(edits);
  }
  return out;
}

function setField(node: string, field: string, value: unknown): void {
  if (!texts.request.trim()) {
    setText(views.request, `{\n  "apiKey": "\${RUNNINGHUB_API_KEY}",\n  "${shape?.app ? "webappId" : "workflowId"}": "${shape?.id || (shape?.app ? "${WEBAPP_ID}" : "${WORKFLOW_ID}")}",\n  "nodeInfoList": [\n  ]\n}\n`);
  }
  addItem(views.request, node, field, value);
}

function load(slot: Slot, text: string, name: string): void {
  if (slot === "nodes") {
    nodes = { name, text };
    later();
    return;
  }
  if (slot === "request") fileName = /\.json$/i.test(name) ? "" : name;
  else moreTabs.select(`tab-${slot}`);
  if (slot === "answer") detailTabs.select("tab-explained");
  setText(views[slot], text);
  later();
}

async function open(file: File, asked: Slot | null): Promise<void> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    toast(say("drop.failed", { name: file.name }));
    return;
  }
  const slot = slotOf(text, asked);
  load(slot, text, file.name);
  toast(say("drop.loaded", { name: file.name, what: slot === "nodes" ? "object_info" : say(slot) }));
}

let toasted = 0;
function toast(text: string): void {
  byId("toast").textContent = text;
  clearTimeout(toasted);
  toasted = window.setTimeout(() => (byId("toast").textContent = ""), 8000);
}

function fill(e: { request: string; workflow: string; answer: string }): void {
  fileName = "";
  setText(views.request, e.request);
  setText(views.workflow, e.workflow);
  setText(views.answer, e.answer);
  moreTabs.select(e.answer && !e.workflow ? "tab-answer" : "tab-workflow");
  later();
}

// Dropping, opening, pasting.

/** The editor that an event happened over. */
function over(e: Event): Slot | null {
  const pane = (e.target as Element | null)?.closest?.(".editor");
  return pane && pane.id in texts ? (pane.id as Slot) : null;
}

window.addEventListener("dragover", (e) => {
  if (!e.dataTransfer?.types.includes("Files")) return;
  e.preventDefault();
  byId("drop").hidden = false;
});
window.addEventListener("dragleave", (e) => {
  if (!e.relatedTarget) byId("drop").hidden = true;
});
window.addEventListener(
  "drop",
  (e) => {
    byId("drop").hidden = true;
    const files = [...(e.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    e.preventDefault();
    e.stopPropagation();
    for (const f of files) void open(f, over(e));
  },
  true,
);
// The whole page says where to drop; what is under it still counts.
byId("drop").addEventListener("dragover", (e) => e.preventDefault());

for (const b of document.querySelectorAll<HTMLButtonElement>("[data-open]")) {
  b.addEventListener("click", () => {
    const file = byId<HTMLInputElement>("file");
    file.onchange = () => {
      const asked: Slot = b.dataset.open === "request" ? "request" : moreTabs.selected === "tab-answer" ? "answer" : "workflow";
      for (const f of file.files ?? []) void open(f, asked);
      file.value = "";
    };
    file.click();
  });
}

byId("nodes").querySelector("button")!.addEventListener("click", () => {
  nodes = { name: "", text: "" };
  later();
});

byId("fix-all").addEventListener("click", () => {
  const edits = safeFixes().flat();
  if (edits.length > 0) views.request.dispatch({ changes: edits, userEvent: "input.fix" });
});

byId("write").addEventListener("click", () => {
  void client.ask("build", { workflow: texts.workflow, lang: lang() }).then(
    (text) => text && load("request", text, ""),
    () => undefined,
  );
});

// Sharing.

const dialog = byId<HTMLDialogElement>("share-dialog");
const mostLink = 1_500_000;

async function share(): Promise<void> {
  const { hidden, ...state } = await client.ask("hide", { request: texts.request, workflow: texts.workflow, answer: texts.answer });
  const fragment = await toFragment(state);
  const note = byId("share-note");
  const link = byId<HTMLInputElement>("share-link");
  byId("share-hidden").textContent = hidden === 0 ? say("share.hidden-0") : hidden === 1 ? say("share.hidden-1") : say("share.hidden-n", { n: hidden });
  const tooLong = fragment.length > mostLink;
  link.value = tooLong ? "" : location.href.replace(/#.*$/, "") + fragment;
  byId<HTMLButtonElement>("share-copy").disabled = tooLong;
  note.textContent = tooLong ? say("share.too-long") : fragment.length > 8000 ? say("share.long", { n: Math.ceil(fragment.length / 1000) }) : "";
  dialog.showModal();
  link.select();
}

byId("share").addEventListener("click", () => void share().catch((e: unknown) => toast(String(e))));
byId("share-close").addEventListener("click", () => dialog.close());
byId("share-copy").addEventListener("click", () => {
  const link = byId<HTMLInputElement>("share-link");
  link.select();
  void navigator.clipboard?.writeText(link.value).then(
    () => (byId("share-note").textContent = say("share.copied")),
    () => undefined, // it is selected: the keyboard copies it
  );
});

/** Opens the state that the address carries; false where it carries none. */
async function opened(): Promise<boolean> {
  try {
    const state = await fromFragment(location.hash);
    if (!state) return false;
    fill(state);
    return true;
  } catch {
    toast(say("link.broken"));
    return false;
  }
}

window.addEventListener("hashchange", () => void opened());

// Language, theme, examples.

function dress(theme: string): void {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

function choices(): void {
  const pick = byId<HTMLSelectElement>("examples");
  pick.replaceChildren(h("option", { value: "" }, say("example.choose")), ...examples.map((e: Example, i) => h("option", { value: String(i) }, say(e.name))));
  const theme = byId<HTMLSelectElement>("theme");
  theme.replaceChildren(...(["auto", "light", "dark"] as const).map((t) => h("option", { value: t }, say(`theme.${t}`))));
  theme.value = remembered("theme") || "auto";
  byId<HTMLSelectElement>("language").value = lang();
}

byId("examples").addEventListener("change", () => {
  const pick = byId<HTMLSelectElement>("examples");
  const e = examples[Number(pick.value)];
  if (pick.value && e) {
    fill(e);
    detailTabs.select(e.name === "example.answer" ? "tab-explained" : "tab-findings");
    if (e.name === "example.answer") moreTabs.select("tab-answer");
  }
  pick.value = "";
});

byId("theme").addEventListener("change", () => {
  const theme = byId<HTMLSelectElement>("theme").value;
  remember("theme", theme);
  dress(theme);
});

byId("language").addEventListener("change", () => {
  const chosen = byId<HTMLSelectElement>("language").value as Lang;
  remember("lang", chosen);
  speak(chosen);
  choices();
  for (const name of ["request", "workflow", "answer"] as const) label(views[name], say(name), say(`${name}.hint`));
  fields.refresh();
  show();
  void check();
});

choices();
showVerdict(null, say("verdict.starting"));
showFindings(null, views.request);
showUnchecked(null);
showExplained(null);
void opened().then((done) => {
  if (!done) fill(examples[0]!);
});
