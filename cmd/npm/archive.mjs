// Reads one file out of the archives of a release, which are small enough to be
// held in memory.
import { gunzipSync, inflateRawSync } from "node:zlib";

/** The content of the entry whose path is name, or undefined. */
export function entry(/** @type {string} */ archive, /** @type {Buffer} */ bytes, /** @type {string} */ name) {
  return archive.endsWith(".zip") ? fromZip(bytes, name) : fromTar(gunzipSync(bytes), name);
}

function fromTar(/** @type {Buffer} */ tar, /** @type {string} */ name) {
  const text = (/** @type {number} */ from, /** @type {number} */ length) => tar.toString("utf8", from, from + length).replace(/\0.*$/s, "");
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const size = parseInt(text(at + 124, 12), 8);
    const kind = text(at + 156, 1);
    if ((kind === "0" || kind === "") && text(at, 100).replace(/^\.\//, "") === name) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return undefined;
}

function fromZip(/** @type {Buffer} */ zip, /** @type {string} */ name) {
  const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
  if (end < 0) return undefined;
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [length, extra, comment] = [28, 30, 32].map((o) => zip.readUInt16LE(at + o));
    if (zip.toString("utf8", at + 46, at + 46 + length) === name) {
      const local = zip.readUInt32LE(at + 42);
      const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const packed = zip.subarray(from, from + zip.readUInt32LE(at + 20));
      return zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
    }
    at += 46 + length + extra + comment;
  }
  return undefined;
}
