// What a dropped, opened or pasted text is.
export type Slot = "request" | "workflow" | "answer" | "nodes";

const object = (v: unknown): v is Record<string, unknown> => typeof v === "object" && v !== null && !Array.isArray(v);

/**
 * Where a text belongs. An API graph may be a prompt to check or a workflow to
 * check against: where it was put decides, asked.
 */
export function slotOf(text: string, asked: Slot | null): Slot {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return asked ?? "request"; // a program, a shell command, or broken JSON
  }
  if (!object(value)) return asked ?? "request";
  const code = value.code ?? value.errorCode;
  if ((typeof code === "number" || typeof code === "string") && ("data" in value || "msg" in value || "errorCode" in value)) {
    const data = value.data;
    const holds = object(data) ? ["prompt", "nodeInfoList", "inputNodes"].some((k) => k in data) : Array.isArray(data) && data.some((d) => object(d) && "nodeId" in d && "fieldName" in d);
    return holds ? "workflow" : "answer";
  }
  if ("apiKey" in value || "workflowId" in value || "webappId" in value || "nodeInfoList" in value) return "request";
  const members = Object.values(value).slice(0, 50).filter(object);
  if (members.some((m) => "input" in m && "output" in m)) return "nodes";
  if (members.some((m) => "class_type" in m)) return asked ?? "workflow";
  return asked ?? "request";
}
