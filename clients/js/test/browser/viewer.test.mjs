// The id of a display, from a Viewer that frames the page, in a real browser.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { openBrowser } from "./open-browser.mjs";

/** What the Viewer's own script brings, as far as it matters here: calls go by postMessage, as JSON. */
const GADGETS = `
  window.gadgets = {
    rpc: {
      services: {},
      register(service, handler) { this.services[service] = handler; },
      call(target, service, callback, ...values) {
        parent.postMessage(JSON.stringify({ s: service, a: values }), "*");
      },
    },
    Prefs: class {
      getString(name) { return new URLSearchParams(location.search).get("up_" + name) || ""; }
    },
  };
  window.addEventListener("message", ({ data }) => {
    const { s, a } = JSON.parse(data);
    gadgets.rpc.services[s]?.(...a);
  });
`;

/** A Viewer whose frame is a widget; it answers what its own query says. */
const VIEWER = `<!doctype html><link rel="icon" href="data:,"><title>A Viewer</title><script>
  const query = new URLSearchParams(location.search);
  window.requests = [];
  window.addEventListener("message", ({ data, source }) => {
    const { s, a: [id, names] } = JSON.parse(data);
    requests.push({ s, id, names });
    const answer = (...a) => source.postMessage(JSON.stringify({ s: "rsparam_set_" + id, a }), "*");
    if (query.has("first")) answer("companyId", "company");
    if (query.has("list")) answer(["companyId", "displayId"], ["company", query.get("list")]);
    if (query.has("answer")) answer(names, JSON.parse(query.get("answer")));
  });
</script><iframe src="/widget?up_id=gadget-1&parent=x"></iframe>`;

const pages = {
  "/viewer": VIEWER,
  "/widget": `<!doctype html><title>A widget</title><script>${GADGETS}</script><script src="/dist/store-auth.js"></script>`,
};

let browser, context, page;

before(async () => {
  browser = await openBrowser(pages);
});
after(() => browser?.close());
beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
});
afterEach(() => context.close());

/** What the widget in a Viewer with this query is told: an id, or why there is none. */
async function displayId(query, options) {
  await page.goto(`/viewer?${new URLSearchParams(query)}`);
  return ask(page.frames()[1], options);
}

async function ask(frame, options) {
  await frame.waitForLoadState();
  return frame.evaluate(
    (options) => window.StoreAuth.displayIdFromViewer(options).catch((error) => error.message),
    options,
  );
}

const requests = () => page.evaluate(() => window.requests);

test("the Viewer is asked as its pages say, and answers with the id of the display", async () => {
  assert.equal(await displayId({ answer: '"XU4XHT8XQDWK"' }), "XU4XHT8XQDWK");
  assert.deepEqual(await requests(), [{ s: "rsparam_get", id: "gadget-1", names: "displayId" }]);
});

test("an answer that also has other parameters is understood", async () => {
  assert.equal(await displayId({ list: "XU4XHT8XQDWK" }), "XU4XHT8XQDWK");
});

test("an answer to what somebody else asked is passed over", async () => {
  assert.equal(await displayId({ first: "", answer: '"XU4XHT8XQDWK"' }), "XU4XHT8XQDWK");
});

test("a page may say which gadget it is", async () => {
  assert.equal(await displayId({ answer: '"XU4XHT8XQDWK"' }, { gadgetId: "gadget-2" }), "XU4XHT8XQDWK");
  assert.equal((await requests())[0].id, "gadget-2");
});

test("the Viewer is asked once, and its answer is good for as long as the page is there", async () => {
  await displayId({ answer: '"XU4XHT8XQDWK"' });
  assert.equal(await ask(page.frames()[1]), "XU4XHT8XQDWK");
  assert.equal((await requests()).length, 1);
});

test("those that ask at the same time share one request and its answer", async () => {
  await page.goto(`/viewer?answer=${encodeURIComponent('"XU4XHT8XQDWK"')}`);
  const frame = page.frames()[1];
  await frame.waitForLoadState();
  const ids = await frame.evaluate(() =>
    Promise.all(
      [1, 2].map(() => window.StoreAuth.displayIdFromViewer({ timeout: 1000 }).catch(({ message }) => message)),
    ),
  );
  assert.deepEqual(ids, ["XU4XHT8XQDWK", "XU4XHT8XQDWK"]);
  assert.equal((await requests()).length, 1);
});

test("a preview is told as what it is, and what to do", async () => {
  assert.equal(
    await displayId({ answer: '"preview"' }),
    'no display id: the Viewer answered "preview", which is no display: show it on a display of the company that has the product',
  );
});

for (const value of ["displayId", "display_id", "undefined", "null", "", null]) {
  test(`${JSON.stringify(value)} is told as a placeholder, and what to check`, async () => {
    assert.equal(
      await displayId({ answer: JSON.stringify(value) }),
      `no display id: the Viewer answered "${value}", a placeholder: check how the page gets the id`,
    );
  });
}

test("after a mistake the Viewer is asked again", async () => {
  await displayId({ answer: '"preview"' });
  await ask(page.frames()[1]);
  assert.equal((await requests()).length, 2);
});

test("a Viewer that does not answer is waited for as long as was said", async () => {
  assert.equal(await displayId({}, { timeout: 20 }), "no display id: no answer from the Viewer in 20 ms");
});

test("an answer that comes too late is there for who asks next", async () => {
  await displayId({}, { timeout: 20 });
  const frame = page.frames()[1];
  await frame.evaluate(() => window.gadgets.rpc.services["rsparam_set_gadget-1"]("displayId", "XU4XHT8XQDWK"));
  assert.equal(await ask(frame, { timeout: 20 }), "XU4XHT8XQDWK");
  assert.equal((await requests()).length, 1);
});

test("a page without the Viewer's script is told to load it", async () => {
  await page.goto("/blank");
  await page.addScriptTag({ url: "/dist/store-auth.js" });
  assert.equal(await ask(page), "no display id: gadgets.rpc is missing, load the Viewer's gadgets.min.js");
});

test("a page that no Viewer shows is told so", async () => {
  await page.goto("/widget");
  assert.equal(await ask(page), "no display id: no gadget id, is the page shown by the Viewer?");
});

test("an App whose id is that of a preview is unreachable, with the reason", async () => {
  await page.goto(`/viewer?answer=${encodeURIComponent('"preview"')}`);
  const frame = page.frames()[1];
  await frame.waitForLoadState();
  const { name, reason } = await frame.evaluate(() => {
    const { StoreAuth } = window;
    const id = () => StoreAuth.displayIdFromViewer();
    return new StoreAuth({ store: "https://store.example/", id, productCode: "product" }).authorize();
  });
  assert.equal(name, "unreachable");
  assert.match(reason, /^no display id: the Viewer answered "preview"/);
});
