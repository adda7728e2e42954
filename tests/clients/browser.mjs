// Opens the pages of a server in a browser that reaches nothing else: `node browser.mjs URL`, a JSON
// list of paths on standard input. Prints a JSON object: what went wrong, and what was seen.

import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const base = process.argv[2];
const paths = JSON.parse(readFileSync(0, "utf8"));
const wrong = [];
const seen = { opened: 0, found: {}, operations: {} };

// A profile of its own, which is thrown away; no name is resolved and no address but ours is reached.
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
  ],
});

// A page that reports what it says to its console, what fails in it and whom it asks.
const open = async (options) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const report = (what) => wrong.push(`${page.url()}: ${what}`);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) report(message.text());
  });
  page.on("pageerror", (error) => report(error.message));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${base}/`) && !url.startsWith("data:")) report(`asks ${url}`);
  });
  return page;
};

const lookAtPages = async () => {
  const page = await open({ viewport: { width: 390, height: 844 } });
  for (const path of paths) {
    const response = await page.goto(`${base}${path}`);
    if (response.status() !== 200) wrong.push(`${path}: ${response.status()}`);
    // On a phone nothing makes the page itself wider than the screen.
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > 390) wrong.push(`${path}: is ${width} wide`);
    if (path !== "/graphiql") for (const what of await page.evaluate(outline)) wrong.push(`${path}: ${what}`);
    seen.opened += 1;
  }
  await page.context().close();
};

// What readers of a page that cannot see it rely on: its language, one title, headings without gaps,
// names of what can be used.
const outline = () => {
  const found = [];
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((it) => Number(it.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) found.push("has not one title");
  if (levels.some((level, place) => level > (levels[place - 1] ?? 0) + 1)) found.push("leaves out a heading");
  if (!document.documentElement.lang) found.push("has no language");
  for (const used of document.querySelectorAll("a, input, svg")) {
    const name = used.textContent.trim() || used.getAttribute("aria-label");
    if (!name) found.push(`has a nameless ${used.outerHTML.slice(0, 80)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
  if (new Set(ids).size !== ids.length) found.push("has an id twice");
  return found;
};

const search = async () => {
  const words = { kk: "жұмыс берушінің сұранысы", ru: "заявка работодателя", en: "employerrequest" };
  for (const [language, word] of Object.entries(words)) {
    const page = await open();
    await page.goto(`${base}/docs/${language}`);
    await page.fill("form.search input", word);
    await page.press("form.search input", "Enter");
    await page.waitForFunction((word) => document.body.dataset.searched === word, word);
    seen.found[language] = await page.locator("#results > li > a:first-child").allTextContents();
    await page.locator("#results > li > a:first-child", { hasText: /^EmployerRequest$/ }).first().click();
    await page.waitForURL(`${base}/docs/${language}/types/EmployerRequest`);
    await page.context().close();
  }
};

// Each ready operation of the explorer, with the token that goes with it, as a person runs it.
const explore = async () => {
  const page = await open({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${base}/graphiql?lang=en`);
  await page.waitForSelector(".graphiql-execute-button");
  const names = await page.locator("#operation option").evaluateAll((all) => all.map((it) => it.value));
  for (const name of names.filter(Boolean)) {
    await page.selectOption("#operation", name);
    const query = await page.locator("#operation option:checked").getAttribute("data-query");
    const called = query.match(/^(?:query|mutation) (\w+)/m)[1];
    // GraphiQL notes a moment later what the operation is called that stands in its editor.
    await page.waitForFunction((called) => localStorage.getItem("graphiql:operationName") === called, called);
    const isIt = (request) => request.postData()?.includes(`"operationName":"${called}"`);
    const answered = page.waitForResponse((response) => isIt(response.request()));
    await page.click(".graphiql-execute-button");
    const response = await answered;
    const authorized = Boolean(await response.request().headerValue("authorization"));
    const answer = await response.json();
    const field = Object.keys(answer.data ?? {})[0];
    const inPane = (field) => document.querySelector(".graphiql-response").innerText.includes(`"${field}"`);
    await page.waitForFunction(inPane, field);
    seen.operations[name] = { authorized, answer };
  }
  await page.context().close();
};

// Without scripts everything but the search and the explorer can be read.
const read = async () => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto(`${base}/docs/ru/types/EmployerRequest`);
  seen.withoutScripts = await page.locator("main").innerText();
  await page.context().close();
};

try {
  await lookAtPages();
  await search();
  await explore();
  await read();
} catch (error) {
  wrong.push(String(error));
} finally {
  await browser.close();
}
console.log(JSON.stringify({ wrong, seen }));
