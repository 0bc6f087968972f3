// SPDX-License-Identifier: Apache-2.0
// What every scenario needs: Chromium, somebody signed in, and a page that complains about nothing.
import { chromium } from "playwright-core";
import assert from "node:assert/strict";

export const base = process.env.SOCACHE_URL;

// Without the last five, Chromium calls home at every start
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

/** Runs a scenario in a browser of its own; whatever the page complains about fails it. */
export async function inBrowser(scenario, options = {}) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
  try {
    const page = await (await browser.newContext(options)).newPage();
    const complaints = [];
    page.on("console", message => { if (message.type() === "error") complaints.push(message.text()); });
    page.on("pageerror", fault => complaints.push(fault.message));
    page.on("request", request => { if (!request.url().startsWith(base)) complaints.push("asked " + request.url()); });
    page.setDefaultTimeout(20_000);
    await scenario(page);
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
  }
}

export async function signIn(page, user, password) {
  await page.goto(base + "/socache/");
  await page.getByLabel("User").fill(user);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

export async function asAdmin(page) {
  await signIn(page, "admin", process.env.SOCACHE_PASSWORD);
  await page.getByText("live", { exact: true }).waitFor();
}

export const http = page => page.getByRole("region", { name: "cache http" });

/** The number beside a term in the box of the HTTP cache. */
export async function number(page, term) {
  const text = await http(page).locator("dt", { hasText: new RegExp(`^${term}$`) }).locator("+ dd").innerText();
  return Number(text.replaceAll(",", ""));
}

/** Waits for a condition; says what it waited for if that never comes. */
export async function until(what, condition) {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await new Promise(next => setTimeout(next, 100))) {
    if (await condition()) return;
  }
  assert.fail("not within 20 s: " + what);
}
