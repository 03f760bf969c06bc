import { BASE } from "./config";

const apiKey = process.env.RUNNINGHUB_API_KEY!;

interface Item { nodeId: string; fieldName: string; fieldValue: unknown }

export async function create(prompt: string, seed: number): Promise<string> {
  const nodeInfoList: Item[] = [
    { nodeId: "6", fieldName: "text", fieldValue: prompt },
    { nodeId: '3', fieldName: 'seed', fieldValue: 1_000 } as Item,
  ];
  nodeInfoList.push({ nodeId: String(seed), fieldName: "steps", fieldValue: `${seed} it's` });
  const res = await fetch(`${BASE}/task/openapi/create`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ apiKey, workflowId: "1904136902449209346", nodeInfoList, ...extra }),
  });
  return (await res.json()).data.taskId;
}
