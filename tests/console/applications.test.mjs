// What strangers fill in, and the queue of whoever decides: as people see them, in two sizes, light and dark.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser } from "./parts/browser.mjs";
import { Store } from "./parts/store.mjs";

const script = "<img src=x onerror=alert(1)>\"'<script>alert(2)</script>";
const app = {
  Company: "Weather Works", Website: "https://weather.example/", "Contact e-mail": "ann@weather.example", "Product name": "Weather",
  "Short description": "The weather, on a display", "Long description": "First line\nSecond line",
  "URL of an icon": "https://weather.example/icon.png", "URL of an image": "https://weather.example/image.png",
  "Price for each display and month": "250", "Price for each company and month": "9000",
};
const server = { Company: "Weather Works", Website: "https://weather.example/", "Contact e-mail": "ann@weather.example", "Server id": "Weather1" };

let store;
let browser;

before(async () => {
  store = await Store.start(undefined, "[applications]\n");
  browser = await Browser.open(store);
});

after(async () => {
  await browser?.close();
  await store?.stop();
});

const press = (name) => browser.page.getByRole("button", { name, exact: true }).click();
const follow = (name) => browser.page.getByRole("link", { name, exact: true }).click();
const headline = () => browser.page.getByRole("heading", { level: 1 }).innerText();

async function fill(fields) {
  for (const [label, value] of Object.entries(fields)) {
    await browser.page.getByLabel(new RegExp(`^${label}`)).fill(value);
  }
}

test("a stranger applies for a product code and a server key, without cookies", async () => {
  const { page } = browser;
  await browser.open(`${store.apps}/apply`);
  await browser.look("apply");
  await follow("Apply for a product code");
  await browser.look("apply-app");
  await fill(app);
  await press("Send the application");
  assert.equal(await headline(), "We have your application");
  await browser.look("apply-received");
  await follow("Apply for something else");
  await follow("Apply for a server key");
  await browser.look("apply-server");
  await fill(server);
  await press("Send the application");
  assert.equal(await headline(), "We have your application");
  assert.deepEqual(await page.context().cookies(), []);
});

test("a form that is wrong says so beside its field, and keeps what was typed", async () => {
  const { page } = browser;
  await browser.open(`${store.apps}/apply/app`);
  await fill({ ...app, Company: script, "Short description": script, "Long description": script, "Contact e-mail": script });
  await press("Send the application");
  await browser.look("apply-app-refused");
  assert.equal(await page.evaluate(() => document.activeElement.className), "problem");
  await page.getByRole("alert").getByRole("link").click();
  assert.equal(await page.evaluate(() => document.activeElement.id || location.hash.slice(1)), "field-contactEmail");
  assert.equal(await page.getByLabel("Company", { exact: true }).inputValue(), script);
  await fill({ "Contact e-mail": "eve@evil.example" });
  await press("Send the application");
  assert.equal(await headline(), "We have your application");
});

test("a stranger applies by keyboard alone", async () => {
  const { page } = browser;
  const { keyboard } = page;
  await browser.open(`${store.apps}/apply/server`);
  for (const text of ["By keyboard", "https://keyboard.example", "key@keyboard.example", "Keyboard1"]) {
    await keyboard.press("Tab");
    await keyboard.type(text);
  }
  await keyboard.press("Enter");
  await page.getByText("We have your application").waitFor();
});

test("whoever runs the Store sees who waits", async () => {
  await browser.signIn();
  await browser.page.getByRole("heading", { name: "Applications" }).waitFor();
  await browser.look("overview-with-applications");
  await browser.page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Applications", exact: true }).click();
  await browser.look("applications");
});

test("a product is approved at another price, and its code is in the text to copy", async () => {
  const { page } = browser;
  // That of the script has come after it.
  await page.getByRole("row", { name: "product Weather" }).first().getByRole("link").click();
  await browser.look("application");
  await follow("Approve it");
  await browser.look("application-approve");
  assert.equal(await page.getByLabel("Price for each display and month").inputValue(), "250");
  await fill({ "Price for each display and month": "two" });
  await press("Approve it");
  await browser.look("application-approve-refused");
  await fill({ "Price for each display and month": "300" });
  await press("Approve it");
  await browser.look("application-approved");
  const code = await page.locator("#code").innerText();
  assert.match(code, /^[0-9a-f]{40}$/);
  assert.ok((await page.getByLabel("Text for an e-mail to ann@weather.example").inputValue()).includes(code));
  await follow("The product");
  assert.ok((await page.content()).includes("3.00"));
});

test("a server key is shown once, and signs", async () => {
  const { page } = browser;
  await browser.open("/console/applications");
  await page.getByRole("row", { name: "Weather1" }).getByRole("link").click();
  await follow("Approve it");
  await browser.look("application-approve-server");
  await press("Approve it");
  await browser.look("application-key");
  const key = await page.locator("#key").innerText();
  assert.match(key, /^[0-9a-f]{40}$/);
  await follow("The server");
  assert.ok(!(await page.content()).includes(key));
  await page.getByText("current", { exact: true }).waitFor();
});

test("an application is rejected with a reason, and forgotten", async () => {
  const { page } = browser;
  await browser.open("/console/applications");
  await page.getByRole("row", { name: "product" }).getByRole("link").click();
  await browser.look("application-script");
  await follow("Reject it");
  await browser.look("application-reject");
  await press("Reject it");
  await browser.look("application-reject-refused");
  await fill({ Why: `No such company ${script}` });
  await press("Reject it");
  await browser.look("application-rejected");
  await follow("Who else waits");
  await follow("Rejected");
  await page.getByRole("row", { name: "rejected" }).getByRole("link").click();
  await browser.look("application-decided");
  await follow("Forget the application");
  await browser.look("application-forget");
  await press("Forget it");
  await page.getByText("It is removed.").waitFor();
});
