// SPDX-License-Identifier: Apache-2.0
// One scenario of the dashboard, named by the first argument; exit status 0 if it went as it should.
import assert from "node:assert/strict";
import { asAdmin, base, http, inBrowser, number, signIn, until } from "./browser.mjs";

const SHMCB = "shmcb:data/http.cache(67108864)", DBM = "dbm:data/http.db";
const demo = base + "/demo/primes/";

async function switchTo(page, specification) {
  await http(page).getByLabel("Provider").fill(specification);
  await http(page).getByRole("button", { name: "Switch" }).click();
  await http(page).getByText("http is on " + specification).waitFor();
  await until("BOUND on " + specification, async () =>
    (await http(page).innerText()).includes("→ " + specification) && await http(page).getByText("BOUND").isVisible());
}

const scenarios = {

  wrongPassword_isToldSo: page => signIn(page, "admin", "guess")
    .then(() => page.getByRole("alert").getByText("Wrong user or password").waitFor()),

  rightPassword_showsTheCache: async page => {
    await asAdmin(page);
    assert.match(await http(page).innerText(), /cache-socache → shmcb:/);
  },

  keyboardAlone_signsInAndReachesEveryControl: async page => {
    await page.goto(base + "/socache/");
    await page.keyboard.type("admin");
    await page.keyboard.press("Tab");
    await page.keyboard.type(process.env.SOCACHE_PASSWORD);
    await page.keyboard.press("Enter");
    await http(page).waitFor();
    const reached = new Set();
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press("Tab");
      reached.add(await page.evaluate(() => document.activeElement.innerText || document.activeElement.name));
    }
    for (const control of ["status", "metrics", "Sign out", "specification", "Switch", "Clear", "value", "soft", "Purge"]) {
      assert.ok(reached.has(control), control + " is not among " + [...reached]);
    }
  },

  numbers_moveUnderLoad: async page => {
    await asAdmin(page);
    const before = await number(page, "hits");
    await until("more hits than " + before, async () => await number(page, "hits") > before);
    await until("a line in the chart", async () =>
      (await http(page).locator("polyline.hits").getAttribute("points") ?? "").includes(" "));
    await until("a rate", async () => /% of [1-9][0-9,]* lookups\/s/.test(await http(page).innerText()));
  },

  switch_thereAndBack: async page => {
    await asAdmin(page);
    await switchTo(page, DBM);
    await switchTo(page, SHMCB);
  },

  purge_takesThePageOut: async page => {
    const url = demo + "77";
    const cached = async () => (await fetch(url)).headers.get("X-Cache");
    await cached();
    assert.match(await cached(), /^HIT/);
    await asAdmin(page);
    await page.getByLabel("Value").fill(url);
    await page.getByRole("button", { name: "Purge" }).click();
    await page.getByText("1 response removed").waitFor();
    assert.match(await cached(), /^MISS/);
    await until("the miss in the table", async () =>
      await page.getByRole("row", { name: "GET " + url }).first().isVisible());
  },

  viewer_seesButCannotChange: async page => {
    await signIn(page, "vera", "vera-for-tests");
    await page.getByText("vera (viewer)").waitFor();
    await http(page).waitFor();
    for (const name of ["Switch", "Clear", "Purge"]) {
      assert.equal(await page.getByRole("button", { name }).count(), 0, name + " can be pressed");
    }
    // by hand, with everything a page of ours could send
    const answers = [];
    for (const [path, form] of [
      ["switch", { cache: "http", specification: DBM }], ["clear", { cache: "http" }],
      ["http/purge", { selector: "pattern", value: "*" }]]) {
      const { token } = await (await page.request.get(base + "/socache/api/caches")).json();
      answers.push((await page.request.post(base + "/socache/api/" + path,
        { form, headers: { "X-Socache-Token": token, "X-Requested-With": "x" } })).status());
      answers.push((await fetch(base + "/socache/api/" + path, { method: "POST", body: new URLSearchParams(form),
        headers: { "Authorization": "Basic " + btoa("vera:vera-for-tests"), "X-Requested-With": "x" } })).status);
      answers.push((await fetch(base + "/socache/api/" + path, { method: "POST", body: new URLSearchParams(form) })).status);
    }
    assert.deepEqual(answers, [403, 403, 401, 403, 403, 401, 403, 403, 401]);
    assert.match(await http(page).innerText(), /→ shmcb:/);
  },

  slowestOrigins_areShown: async page => {
    await asAdmin(page);
    const origin = page.getByRole("region", { name: "Origins" }).first().getByRole("row").nth(1);
    await until("an origin with its times and answers", async () =>
      /http:\/\/127\.0\.0\.1:\d+\/demo\/\s+\/behind\/\s+[\d.]+ ms\s+[\d.]+ ms\s+[\d.]+ ms\s+[1-9]\d*\s+0/
        .test(await origin.innerText()));
  },

  signOut_closesTheDoor: async page => {
    await asAdmin(page);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Password").waitFor();
    assert.equal((await page.request.get(base + "/socache/api/caches")).status(), 401);
  },

  light_isReadable: readable,
  dark_isReadable: readable,

  narrow_isReadable: async page => {
    await readable(page);
    assert.ok(await fits(page), "wider than the screen");
  },

  narrow_strangeNames_areTextInTheirPlace: async page => {
    const names = ["<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "\"'`\\&amp;", "x".repeat(500),
      "\u0645\u0631\u062d\u0628\u0627", "__proto__", "", ...Array.from({ length: 193 }, (_, n) => "cache" + n)];
    page.on("dialog", () => assert.fail("a name has run as a script"));
    await asAdmin(page);
    await page.route("**/api/caches", async route => {
      const answer = await (await route.fetch()).json();
      const [cache] = answer.caches;
      const named = name => ({ ...cache, name, consumer: name, specification: name, reason: name,
        servers: [{ address: name, up: false, detail: name }] });
      route.fulfill({ json: { ...answer, user: names[3], providers: names, caches: names.map(named) } });
    });
    await until("200 boxes", async () => await page.locator(".cache").count() === names.length);
    assert.deepEqual(await page.locator(".cache h2").allTextContents(), names);
    assert.ok(await fits(page), "wider than the screen");
    await page.unroute("**/api/caches");
    await until("one box", async () => await page.locator(".cache").count() === 1);
  },
};

const fits = page => page.evaluate(() => document.scrollingElement.scrollWidth <= innerWidth);

/** WCAG 2.1 AA: 4.5 to 1 for text of this size. */
async function readable(page) {
  await asAdmin(page);
  const pale = await page.evaluate(() => {
    const luminance = color => color.match(/[\d.]+/g).slice(0, 3).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
      .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0);
    const behind = element => {
      const color = getComputedStyle(element).backgroundColor;
      return color === "rgba(0, 0, 0, 0)" && element.parentElement ? behind(element.parentElement) : color;
    };
    return [...document.querySelectorAll("body *")]
      .filter(element => element.checkVisibility()
        && [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
      .map(element => {
        const [dark, light] = [getComputedStyle(element).color, behind(element)].map(luminance).sort((a, b) => a - b);
        return { text: element.innerText, ratio: (light + 0.05) / (dark + 0.05) };
      })
      .filter(element => element.ratio < 4.5);
  });
  assert.deepEqual(pale, []);
}

const name = process.argv[2];
await inBrowser(scenarios[name], {
  colorScheme: name.startsWith("dark") ? "dark" : "light",
  ...(name.startsWith("narrow") && { viewport: { width: 360, height: 740 } }),
});
