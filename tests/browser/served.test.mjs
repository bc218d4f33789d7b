// The built page as the server sends it: policy, compression, caching.
import assert from "node:assert/strict";
import { get } from "node:http";
import { after, before, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { startServer } from "./harness.mjs";

let server;

before(async () => {
  server = await startServer();
});
after(() => server?.stop());

function fetchRaw(path, headers = {}) {
  return new Promise((resolve, reject) => {
    get(new URL(path, server.address), { headers }, async (answer) => {
      const chunks = [];
      for await (const chunk of answer) chunks.push(chunk);
      resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) });
    }).on("error", reject);
  });
}

test("the page and all that it loads come compressed, typed and cacheable", async () => {
  const index = await fetchRaw("/");
  assert.equal(index.status, 200, "build the page first: make demo");
  assert.equal(index.headers["cache-control"], "no-cache");
  const loaded = [...index.body.toString().matchAll(/(?:src|href)="(\.?\/?assets\/[^"]+)"/g)].map(([, path]) => path);
  assert.ok(loaded.some((path) => path.endsWith(".js")) && loaded.some((path) => path.endsWith(".css")), loaded.join());
  for (const path of loaded) {
    const plain = await fetchRaw(path);
    assert.equal(plain.status, 200, path);
    assert.match(plain.headers["cache-control"], /immutable/, path);
    assert.match(plain.headers["content-type"], path.endsWith(".css") ? /^text\/css/ : /^text\/javascript/, path);
    if (plain.body.length < 1024) continue;
    const brotli = await fetchRaw(path, { "accept-encoding": "gzip, br" });
    assert.equal(brotli.headers["content-encoding"], "br", path);
    assert.deepEqual(brotliDecompressSync(brotli.body), plain.body, path);
    const gzip = await fetchRaw(path, { "accept-encoding": "gzip" });
    assert.deepEqual(gunzipSync(gzip.body), plain.body, path);
    const again = await fetchRaw(path, { "if-none-match": plain.headers.etag });
    assert.equal(again.status, 304, path);
  }
});

test("the page carries no inline script, so the policy needs no exception", async () => {
  const index = await fetchRaw("/");
  assert.doesNotMatch(index.body.toString(), /<script(?![^>]*\bsrc=)[^>]*>|\son\w+=/);
  assert.match(index.headers["content-security-policy"], /script-src 'self' 'wasm-unsafe-eval'/);
});
