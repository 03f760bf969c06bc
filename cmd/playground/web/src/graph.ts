// The workflow as a picture. Colour is never the only sign: what fails has a
// cross, what the request sets a pencil, an output a thicker edge, and each node
// says it in its label.
import type { WorkflowShape } from "../../js/payloadlint";
import type { Client } from "./client";
import { byId, h, s } from "./dom";
import { height, width, type Laid } from "./layout";
import { say } from "./words";

// A picture of more nodes shows the part that matters.
const mostNodes = 150;

export interface State {
  touched: Set<string>;
  failing: Set<string>;
}

export class GraphView {
  private shape: WorkflowShape | null = null;
  private laid: Laid | null = null;
  private drawn = "";
  private state: State = { touched: new Set(), failing: new Set() };
  private view = { x: 0, y: 0, w: 1, h: 1 };
  private svg: SVGSVGElement | null = null;
  private current = "";

  constructor(
    private readonly client: Client,
    private readonly box: HTMLElement,
    private readonly select: (id: string) => void,
  ) {
    byId("zoom-in").addEventListener("click", () => this.zoom(0.8));
    byId("zoom-out").addEventListener("click", () => this.zoom(1.25));
    byId("zoom-fit").addEventListener("click", () => this.fit());
    new ResizeObserver(() => this.fit()).observe(box);
  }

  async show(shape: WorkflowShape | null, state: State): Promise<void> {
    this.shape = shape;
    this.state = state;
    if (!shape || shape.nodes.length === 0) {
      this.drawn = "";
      this.svg = null;
      byId("graph-note").textContent = "";
      this.box.replaceChildren(h("p", { class: "empty" }, say("graph.empty")));
      return;
    }
    const ids = this.part(shape);
    byId("graph-note").textContent = ids.length < shape.nodes.length ? say("graph.part", { shown: ids.length, all: shape.nodes.length }) : "";
    const links = shape.links.map((l) => [l.from, l.to] as [string, string]);
    const key = JSON.stringify([ids, links]);
    if (key !== this.drawn || !this.laid) {
      const laid = await this.client.ask("layout", { nodes: ids, links });
      if (this.shape !== shape) return;
      this.laid = laid;
      this.drawn = key;
      this.draw();
      this.fit();
    } else {
      this.draw();
    }
  }

  /** The nodes that are drawn: all, or those around what is touched or fails. */
  private part(shape: WorkflowShape): string[] {
    const all = shape.nodes.map((n) => n.id);
    if (all.length <= mostNodes) return all;
    const near = new Set([...this.state.failing, ...this.state.touched].filter((id) => all.includes(id)));
    if (near.size === 0) return all.slice(0, mostNodes);
    for (let grown = true; grown && near.size < mostNodes; ) {
      const before = near.size;
      const edge = new Set(near);
      for (const l of shape.links) {
        if (near.size >= mostNodes) break;
        if (edge.has(l.from)) near.add(l.to);
        if (edge.has(l.to)) near.add(l.from);
      }
      grown = near.size > before;
    }
    return all.filter((id) => near.has(id));
  }

  private draw(): void {
    const { laid, shape, state } = this;
    if (!laid || !shape) return;
    const focused = this.svg?.contains(document.activeElement) ?? false;
    const svg = s("svg", { role: "group", "aria-label": say("graph.label", { n: shape.nodes.length }) });
    svg.append(
      s("defs", {}, s("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, s("path", { d: "M0 0 8 4 0 8z", class: "head" }))),
    );
    for (const l of laid.links) {
      const hot = state.failing.has(l.from) || state.failing.has(l.to);
      svg.append(s("path", { d: curve(l.points), class: hot ? "link hot" : "link", "marker-end": "url(#arrow)" }));
    }
    const shown = shape.nodes.filter((n) => laid.nodes[n.id]);
    if (!shown.some((n) => n.id === this.current)) this.current = (shown.find((n) => state.failing.has(n.id)) ?? shown[0])?.id ?? "";
    for (const n of shown) {
      const { x, y } = laid.nodes[n.id]!;
      const touched = state.touched.has(n.id);
      const failing = state.failing.has(n.id);
      const classes = ["node", touched && "touched", failing && "failing", n.output && "output"].filter(Boolean).join(" ");
      const title = cut(n.title || n.class || n.id, 18);
      const under = `${n.id} ${cut(n.class, 18)}`;
      // A name begins with what can be read.
      const spoken = [`${title} ${under}`, touched && say("graph.touched"), failing && say("graph.failing"), n.output && say("graph.output")].filter(Boolean).join(", ");
      const g = s(
        "g",
        { class: classes, role: "button", "aria-label": spoken, tabindex: n.id === this.current ? 0 : -1, "data-id": n.id, transform: `translate(${x} ${y})`, onclick: () => this.choose(n.id) },
        s("rect", { width, height, rx: 8 }),
        s("text", { x: 12, y: 20, class: "title" }, title), " ",
        s("text", { x: 12, y: 38, class: "class" }, under),
      );
      if (failing || touched) g.append(s("text", { x: width - 12, y: 20, class: "sign", "text-anchor": "end" }, failing ? "✕" : "✎"));
      g.append(s("title", {}, [n.id, n.title, n.class].filter(Boolean).join(" ")));
      svg.append(g);
    }
    svg.addEventListener("keydown", (e) => this.key(e));
    svg.addEventListener("pointerdown", (e) => this.drag(e));
    svg.addEventListener("wheel", (e) => this.wheel(e), { passive: false });
    this.svg = svg;
    this.place();
    this.box.replaceChildren(svg);
    if (focused) this.focus(this.current);
  }

  private choose(id: string): void {
    this.current = id;
    this.select(id);
  }

  /** Moves to the nearest node in the direction of an arrow key. */
  private key(e: KeyboardEvent): void {
    if (e.key === "Enter" || e.key === " ") {
      e.preventDefault();
      this.choose(this.current);
      return;
    }
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    const here = this.laid?.nodes[this.current];
    if (!way || !here || !this.laid) return;
    e.preventDefault();
    let best = "";
    let distance = Infinity;
    for (const [id, p] of Object.entries(this.laid.nodes)) {
      const along = (p.x - here.x) * way[0]! + (p.y - here.y) * way[1]!;
      const across = Math.abs((p.x - here.x) * way[1]!) + Math.abs((p.y - here.y) * way[0]!);
      if (along > 1 && along + 2 * across < distance) {
        distance = along + 2 * across;
        best = id;
      }
    }
    if (best) this.focus(best);
  }

  private focus(id: string): void {
    for (const g of this.svg?.querySelectorAll<SVGGElement>(".node") ?? []) {
      const is = g.dataset.id === id;
      g.setAttribute("tabindex", is ? "0" : "-1");
      if (is) g.focus();
    }
    this.current = id;
  }

  private fit(): void {
    if (!this.laid || this.box.clientWidth === 0) return;
    // A small graph is not blown up.
    const scale = Math.max(this.laid.width / this.box.clientWidth, this.laid.height / this.box.clientHeight, 0.85);
    const w = this.box.clientWidth * scale;
    const hh = this.box.clientHeight * scale;
    this.view = { x: (this.laid.width - w) / 2, y: (this.laid.height - hh) / 2, w, h: hh };
    this.place();
  }

  private place(): void {
    const { x, y, w, h: hh } = this.view;
    this.svg?.setAttribute("viewBox", `${x} ${y} ${w} ${hh}`);
  }

  private zoom(by: number, cx = this.view.x + this.view.w / 2, cy = this.view.y + this.view.h / 2): void {
    const v = this.view;
    this.view = { x: cx - (cx - v.x) * by, y: cy - (cy - v.y) * by, w: v.w * by, h: v.h * by };
    this.place();
  }

  private wheel(e: WheelEvent): void {
    if (!e.ctrlKey && !e.metaKey) return; // the page scrolls
    e.preventDefault();
    const r = this.box.getBoundingClientRect();
    this.zoom(e.deltaY > 0 ? 1.1 : 0.9, this.view.x + ((e.clientX - r.left) / r.width) * this.view.w, this.view.y + ((e.clientY - r.top) / r.height) * this.view.h);
  }

  private drag(e: PointerEvent): void {
    const start = { x: e.clientX, y: e.clientY, view: { ...this.view } };
    const scale = this.view.w / Math.max(1, this.box.clientWidth);
    const move = (m: PointerEvent) => {
      this.view.x = start.view.x - (m.clientX - start.x) * scale;
      this.view.y = start.view.y - (m.clientY - start.y) * scale;
      this.place();
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", () => window.removeEventListener("pointermove", move), { once: true });
  }
}

function curve(points: { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const last = rest.at(-1) ?? first;
  let d = `M${first.x} ${first.y}`;
  for (let i = 0; i + 1 < rest.length; i++) {
    const p = rest[i]!;
    const q = rest[i + 1]!;
    d += i + 2 === rest.length ? `Q${p.x} ${p.y} ${last.x} ${last.y}` : `Q${p.x} ${p.y} ${(p.x + q.x) / 2} ${(p.y + q.y) / 2}`;
  }
  return rest.length < 2 ? d + `L${last.x} ${last.y}` : d;
}

/** Cuts a text to a number of Latin letters; others take two. */
function cut(text: string, room: number): string {
  let used = 0;
  let out = "";
  for (const c of text) {
    used += c.codePointAt(0)! > 0x2e80 ? 1.8 : 1;
    if (used > room) return out + "…";
    out += c;
  }
  return out;
}
