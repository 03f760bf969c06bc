// The page's side of the worker.
import type { Explanation, Report, WorkflowShape } from "../../js/payloadlint";
import type { Graph, Laid } from "./layout";

export interface Call {
  id: number;
  method: string;
  input: object;
}

export interface Reply {
  id: number;
  result?: unknown;
  error?: string;
  text?: string;
}

export interface Edit {
  from: number;
  to: number;
  insert: string;
}

export interface Action {
  title: string;
  safe: boolean;
  edits: Edit[];
}

export interface Mark {
  from: number;
  to: number;
  actions: Action[];
}

export interface Study {
  name: string;
  prompt: boolean;
  report: Report;
  marks: Mark[][];
  touched: string[];
}

export interface Completion extends Edit {
  label: string;
  detail?: string;
  kind: number;
  snippet?: boolean;
}

export interface Methods {
  study: Study;
  describe: WorkflowShape | null;
  explain: Explanation;
  complete: Completion[];
  hover: { from: number; to: number; text: string } | null;
  build: string | null;
  hide: { request: string; workflow: string; answer: string; hidden: number };
  layout: Laid;
}

export interface Input {
  request?: string;
  name?: string;
  workflow?: string;
  nodes?: string;
  answer?: string;
  lang?: string;
  maxFindings?: number;
  at?: number;
}

/** A fault that a text beside the request has: text names it. */
export class Fault extends Error {
  constructor(
    message: string,
    readonly text: string,
  ) {
    super(message);
  }
}

/** A newer question of the same kind came before this one was asked. */
export class Overtaken extends Error {}

interface Waiting {
  call: Call;
  resolve: (v: never) => void;
  reject: (e: Error) => void;
}

export class Client {
  private last = 0;
  private busy: Waiting | null = null;
  private queue: Waiting[] = [];

  constructor(private readonly worker: Worker) {
    worker.onmessage = (e: MessageEvent<Reply>) => this.answer(e.data);
    worker.onerror = (e) => this.answer({ id: this.busy?.call.id ?? 0, error: e.message, text: "crash" });
  }

  /** Asks the worker. Of questions of one method that still wait only the newest is asked. */
  ask<M extends keyof Methods>(method: M, input: M extends "layout" ? Graph : Input): Promise<Methods[M]> {
    return new Promise((resolve, reject) => {
      this.queue = this.queue.filter((w) => {
        if (w.call.method !== method) return true;
        w.reject(new Overtaken());
        return false;
      });
      this.queue.push({ call: { id: ++this.last, method, input }, resolve: resolve as (v: never) => void, reject });
      this.next();
    });
  }

  private next(): void {
    if (this.busy) return;
    this.busy = this.queue.shift() ?? null;
    if (this.busy) this.worker.postMessage(this.busy.call);
  }

  private answer(reply: Reply): void {
    const w = this.busy;
    if (!w || w.call.id !== reply.id) return;
    this.busy = null;
    if (reply.error === undefined) w.resolve(reply.result as never);
    else w.reject(new Fault(reply.error, reply.text ?? ""));
    this.next();
  }
}
