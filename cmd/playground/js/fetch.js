// How a browser gets the engine's files.

/**
 * Compiles a gzipped module while it arrives. Servers that say that the file is
 * encoded hand it over unpacked; its first bytes tell.
 * @param {string} url
 */
export async function module(url) {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status}`);
  const reader = response.body.getReader();
  const first = await reader.read();
  const bytes = new ReadableStream({
    start(controller) {
      if (first.value) controller.enqueue(first.value);
      if (first.done) controller.close();
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  const packed = first.value?.[0] === 0x1f && first.value[1] === 0x8b;
  const stream = packed ? bytes.pipeThrough(new DecompressionStream("gzip")) : bytes;
  return WebAssembly.compileStreaming(new Response(stream, { headers: { "Content-Type": "application/wasm" } }));
}

/**
 * Gives a file at once: the engine cannot wait in the middle of a check. It is
 * asked for once, when a check first needs it.
 * @param {string} url
 */
export function asset(url) {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  request.overrideMimeType("text/plain; charset=x-user-defined"); // each character is a byte
  request.send();
  if (request.status !== 200 && request.status !== 0) throw new Error(`${url}: ${request.status}`);
  return Uint8Array.from(request.responseText, (c) => c.charCodeAt(0) & 0xff);
}
