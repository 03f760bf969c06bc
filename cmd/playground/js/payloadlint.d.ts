/** What a request is checked with. Texts may also be given as values. */
export interface Options {
  /** The workflow: an API-format graph, a getJsonApiFormat or an apiCallDemo answer. */
  workflow?: unknown;
  /** Node definitions: an object_info answer. Without it those of plain ComfyUI serve. */
  nodes?: unknown;
  /** The language of messages: en (default) or zh. */
  lang?: "en" | "zh" | (string & {});
  /** The kind of endpoint, such as create; without it the request's shape tells. */
  endpoint?: string;
  /** The address of a body that does not carry one. */
  url?: string;
  /** The release of ComfyUI that validates prompts, such as 0.26.0. */
  comfy?: string;
  /** The name of the file that the request is in; its ending says what it is. */
  name?: string;
  /** Placeholders that are not filled in are errors. */
  strict?: boolean;
  /** At most so many findings per document, errors first; 0 or none lists all. */
  maxFindings?: number;
}

export type Outcome = "rejected" | "partial" | "accepted" | "unknown";
export type Confidence = "certain" | "likely" | "possible";

export interface Verdict {
  outcome: Outcome;
  /** The code that is predicted, 0 where none is. */
  code: number;
  name: string;
  alternatives: number[];
  confidence: Confidence;
  msg?: string;
  comfy?: string;
}

/** A place counts lines and columns (UTF-8 bytes) from 1; its end is exclusive. */
export interface Finding {
  rule: string;
  severity: "error" | "warning" | "note";
  code: number;
  alternatives: number[];
  confidence: Confidence;
  message: string;
  pointer: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  node?: string;
  input?: string;
  comfy?: string;
  suggestions?: string[];
  advice?: string;
  url?: string;
  msg?: string;
  related?: { message: string; line: number; column: number; endLine: number; endColumn: number }[];
  /** A change that would fix it: a JSON Patch, and byte offsets in the text. */
  fix?: { safe: boolean; patch?: unknown[]; edits?: { start: number; end: number; new: string }[] };
}

export interface CheckedFile {
  path: string;
  /** The request's place in a file of several, from 0. */
  index?: number;
  endpoint?: string;
  source?: { kind: string; method?: string; url?: string; line: number; endLine: number };
  verdict: Verdict;
  findings: Finding[];
  unchecked: { code: number; reason: string; remedy: string }[];
  outputs?: string[];
  omitted?: { errors: number; warnings: number; notes: number };
}

/** What `payloadlint --format json` prints; see docs/formats.md. */
export interface Report {
  version: string;
  files: CheckedFile[];
  summary: { documents: number; rejected: number; partial: number; accepted: number; unknown: number; errors: number; warnings: number; notes: number };
}

export interface Explanation {
  kind: "code" | "rule" | "answer" | "request" | "definition" | "unknown";
  title: string;
  code?: number;
  name?: string;
  rule?: string;
  msg?: string;
  taskId?: string;
  status?: string;
  partial?: boolean;
  sections: { name: string; title: string; lines: string[] }[];
  /** False where no answer was found in the text. */
  recognized: boolean;
  /** All of it as plain text. */
  text: string;
}

export interface WorkflowShape {
  id: string;
  app: boolean;
  title: string;
  nodes: { id: string; class: string; title: string; output: boolean }[];
  links: { from: string; slot: number; to: string; input: string }[];
  /** What a request may set. */
  fields: {
    nodeId: string;
    class?: string;
    title?: string;
    fields: { fieldName: string; type?: string; value?: unknown; min?: string; max?: string; choices?: unknown[]; open?: boolean }[];
  }[];
}

/** A fault that is not the request's: text says of what (workflow, nodes, crash). */
export class PayloadlintError extends Error {
  text: string;
}

/** Checks a request, or a text in which requests are: JSON, a program, a shell command, Markdown. */
export function check(request: unknown, options?: Options): Promise<Report>;
/** Says what an answer, a code (803) or a rule means, and which node it blames. */
export function explain(answer: unknown, options?: Options & { request?: unknown }): Promise<Explanation>;
/** Lists a workflow's nodes and connections, and what a request may set; null for an empty text. */
export function describe(workflow: unknown, options?: Options): Promise<WorkflowShape | null>;
/** Writes a request that runs a workflow as it is. */
export function build(workflow: unknown, options?: Options): Promise<string | null>;
