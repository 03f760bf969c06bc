// The state in the address's fragment: JSON, deflated, in base64url. Browsers do
// not send fragments to servers.
export interface Linked {
  request: string;
  workflow: string;
  answer: string;
}

// A damaged or hostile link must not fill the memory.
const mostBytes = 16 << 20;

const mark = "#s=";

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream, most = Infinity): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: BlobPart[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new Error("too large");
    }
    parts.push(value as Uint8Array<ArrayBuffer>);
  }
}

/** The fragment that carries a state. */
export async function toFragment(state: Linked): Promise<string> {
  const packed = await through(new TextEncoder().encode(JSON.stringify(state)), new CompressionStream("deflate-raw"));
  let text = "";
  for (let i = 0; i < packed.length; i += 0x8000) text += String.fromCharCode(...packed.subarray(i, i + 0x8000));
  return mark + btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The state of a fragment; null where it carries none. It throws where it is damaged. */
export async function fromFragment(fragment: string): Promise<Linked | null> {
  if (!fragment.startsWith(mark)) return null;
  const packed = Uint8Array.from(atob(fragment.slice(mark.length).replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const value: unknown = JSON.parse(new TextDecoder().decode(await through(packed, new DecompressionStream("deflate-raw"), mostBytes)));
  const text = (name: keyof Linked) => {
    const v = (value as Partial<Record<keyof Linked, unknown>> | null)?.[name];
    return typeof v === "string" ? v : "";
  };
  return { request: text("request"), workflow: text("workflow"), answer: text("answer") };
}
