// SPDX-License-Identifier: Apache-2.0
"use strict";

/** Milliseconds between two looks at the node and until one is given up, and how many looks the chart shows. */
const EVERY = 2000, PATIENCE = 10000, SHOWN = 60;

const boxes = new Map();
const shown = new Map();
let token = "";

const count = new Intl.NumberFormat("en");
const number = value => value < 0 ? "–" : count.format(value);
const percent = ratio => ratio === null ? "–" : (100 * ratio).toFixed(1) + " %";

function size(bytes) {
  if (bytes < 0) return "–";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) { bytes /= 1024; unit++; }
  return bytes.toFixed(unit ? 1 : 0) + " " + units[unit];
}

/** Only what is new: a screen reader reads out what is written. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

async function ask(path, form) {
  const response = await fetch("api/" + path, {
    method: form ? "POST" : "GET",
    headers: { "X-Socache-Token": token, "X-Requested-With": "dashboard" },
    body: form,
    signal: AbortSignal.timeout(form ? 6 * PATIENCE : PATIENCE),
  });
  // the session is over
  if (response.status === 401) location.href = "sign-in";
  return response;
}

/** Does something and says beside its button what came of it. */
async function change(path, form, answer) {
  answer.className = "answer";
  answer.textContent = "…";
  try {
    const response = await ask(path, new URLSearchParams(form));
    const body = await response.json().catch(() => ({ message: "the node answered " + response.status }));
    answer.classList.toggle("refused", !response.ok);
    answer.textContent = body.message;
  } catch (fault) {
    answer.classList.add("refused");
    answer.textContent = "no answer from the node: " + fault.message;
  }
}

/** One cache's box; remembers what it was shown, so that the chart has a past and typing is never disturbed. */
class Box {
  constructor(name) {
    this.element = document.getElementById("cache").content.cloneNode(true).firstElementChild;
    this.name = name;
    this.past = [];
    this.last = null;
    this.at("h2").textContent = name;
    this.element.setAttribute("aria-label", "cache " + name);
    this.at("form").addEventListener("submit", event => {
      event.preventDefault();
      this.change("switch", { specification: this.at("input").value.trim() });
    });
    this.at(".clear").addEventListener("click", () => {
      if (confirm("Drop all entries of " + name + "?")) this.change("clear", {});
    });
  }

  at(selector) { return this.element.querySelector(selector); }

  show(cache, mayChange) {
    write(this.at(".state"), cache.state);
    this.at(".state").className = "state " + cache.state;
    write(this.at(".specification"), cache.consumer + " → " + cache.specification);
    write(this.at(".reason"), cache.reason);
    this.at(".reason").hidden = !cache.reason;
    this.at("form").hidden = !mayChange;
    if (!this.last) this.at("input").value = cache.specification;
    this.chart(cache);
    this.fill(cache);
    this.numbers(cache);
    this.at(".servers").hidden = cache.servers.length === 0;
    this.at(".servers").replaceChildren(...cache.servers.map(server => {
      const item = document.createElement("li");
      item.textContent = server.address + ": " + (server.up ? "up, " : "down, ") + server.detail;
      item.className = server.up ? "up" : "down";
      return item;
    }));
    this.last = cache;
  }

  /** Hits of the lookups since the look before, and how long they took; nothing where there were none. */
  chart(cache) {
    const now = performance.now();
    if (this.last) {
      // counters that were reset begin again at zero
      const hits = Math.max(0, cache.RETRIEVE_HITS - this.last.RETRIEVE_HITS);
      const lookups = hits + Math.max(0, cache.RETRIEVE_MISSES - this.last.RETRIEVE_MISSES);
      const seconds = (now - this.lookedAt) / 1000;
      const measured = cache.retrieves - this.last.retrieves;
      const mean = measured > 0 ? Math.max(0, cache.retrieving - this.last.retrieving) / measured : null;
      this.past.push({ rate: lookups / seconds, ratio: lookups > 0 ? hits / lookups : null, mean });
      this.past = this.past.slice(-SHOWN);
    }
    this.lookedAt = now;
    const slowest = Math.max(1, ...this.past.map(look => look.mean ?? 0));
    this.line(".hits", look => look.ratio);
    this.line(".latency", look => look.mean === null ? null : look.mean / slowest);
    const newest = this.past.at(-1);
    const current = !newest ? "measuring"
      : newest.ratio === null ? "no lookups now"
      : percent(newest.ratio) + " of " + number(Math.round(newest.rate)) + " lookups/s";
    this.at("figcaption").textContent = "hits, 0 to 100 %, last two minutes: " + current
      + "; dashed: mean time of a lookup, 0 to " + number(Math.round(slowest)) + " µs";
    const time = newest?.mean == null ? "" : ", " + number(Math.round(newest.mean)) + " µs each";
    this.at("figure svg").setAttribute("aria-label", "hit ratio and time of lookups, last two minutes; now " + current + time);
  }

  /** One line of the chart: a part of its height for each look, and a gap where there is none. */
  line(selector, part) {
    const first = SHOWN - this.past.length;
    this.at(selector).setAttribute("points", this.past
      .map((look, n) => part(look) === null ? "" : (first + n) * 300 / (SHOWN - 1) + "," + (79 - 78 * part(look)))
      .filter(Boolean).join(" "));
  }

  fill(cache) {
    const known = cache.BYTES_CAPACITY > 0 && cache.BYTES_USED >= 0;
    const part = known ? 100 * cache.BYTES_USED / cache.BYTES_CAPACITY : 0;
    this.at("rect").setAttribute("width", part);
    this.at(".fill").setAttribute("aria-valuenow", part.toFixed(0));
    this.at(".fill span").textContent = size(cache.BYTES_USED) + (known ? " of " + size(cache.BYTES_CAPACITY) : "");
  }

  numbers(cache) {
    const rows = [
      ["entries", number(cache.ENTRIES)], ["stored", number(cache.STORES)],
      ["hits", number(cache.RETRIEVE_HITS)], ["replaced", number(cache.REPLACED)],
      ["misses", number(cache.RETRIEVE_MISSES)], ["expired", number(cache.EXPIRED)],
      ["p50", cache.p50.toFixed(0) + " µs"], ["scrolled", number(cache.SCROLLED)],
      ["p99", cache.p99.toFixed(0) + " µs"], ["refused", number(cache.REFUSED)],
      ["errors", number(cache.ERRORS)], ["removed", number(cache.REMOVE_HITS)],
    ];
    this.at("dl").replaceChildren(...rows.flatMap(([name, value]) => {
      const term = document.createElement("dt"), definition = document.createElement("dd");
      term.textContent = name;
      definition.textContent = value;
      return [term, definition];
    }));
  }

  change(operation, fields) {
    change(operation, { cache: this.name, ...fields }, this.at(".answer"));
  }
}

async function look() {
  const connection = document.getElementById("connection");
  try {
    const response = await ask("caches");
    if (response.status === 401) return;
    if (!response.ok) throw new Error("it answered " + response.status);
    const page = await response.json();
    show(page);
    await showPages(page);
    write(connection, "live");
  } catch (fault) {
    write(connection, "no answer from the node (" + fault.message + "), trying again");
  }
  setTimeout(look, EVERY);
}

/** The HTTP cache's part, where there is one. */
async function showPages(page) {
  const section = document.getElementById("http");
  section.hidden = !page.caches.some(cache => cache.consumer === "cache-socache");
  if (section.hidden) return;
  document.getElementById("purge").hidden = !page.mayPurge;
  const response = await ask("http/misses");
  if (!response.ok) { section.hidden = true; return; }
  rows(section, (await response.json()).map(miss =>
    [new Date(miss.time).toLocaleTimeString(), miss.method + " " + miss.url, miss.status, miss.detail]));
}

/** The rows of a section's table, from the cells of each; only what is new is written. */
function rows(section, cells) {
  const text = JSON.stringify(cells);
  if (text === shown.get(section.id)) return;
  shown.set(section.id, text);
  section.querySelector("tbody").replaceChildren(...cells.map(values => {
    const row = document.createElement("tr");
    for (const value of values) row.insertCell().textContent = value;
    return row;
  }));
}

const millis = value => value < 0 ? "–" : value.toFixed(value < 10 ? 1 : 0) + " ms";

/** A section that is away while its table is empty. */
function table(id, cells) {
  const section = document.getElementById(id);
  section.hidden = cells.length === 0;
  rows(section, cells);
}

function showOrigins(origins) {
  table("origins", origins.map(origin => [
    origin.url + (origin.down ? " (cannot be reached)" : ""), origin.path, millis(origin.p99), millis(origin.p50),
    millis(origin.max), number(origin.answers), number(origin.failures)]));
}

function showCertificates(certificates) {
  table("certificates", certificates.map(certificate => [
    certificate.subject, certificate.status, certificate.ends ? new Date(certificate.ends).toLocaleString() : "–",
    certificate.fault || "–"]));
}

function show(page) {
  showOrigins(page.origins);
  showCertificates(page.certificates);
  token = page.token ?? "";
  write(document.getElementById("user"), page.user + (page.mayChange ? "" : page.mayPurge ? " (manager)" : " (viewer)"));
  document.getElementById("empty").hidden = page.caches.length > 0;
  document.getElementById("providers").replaceChildren(...page.providers.map(name => {
    const option = document.createElement("option");
    option.value = name + ":";
    return option;
  }));
  for (const cache of page.caches) {
    if (!boxes.has(cache.name)) {
      boxes.set(cache.name, new Box(cache.name));
      document.getElementById("caches").append(boxes.get(cache.name).element);
    }
    boxes.get(cache.name).show(cache, page.mayChange);
  }
  for (const [name, box] of boxes) {
    if (!page.caches.some(cache => cache.name === name)) { box.element.remove(); boxes.delete(name); }
  }
}

document.getElementById("sign-out").addEventListener("click", async () => {
  try {
    await fetch("sign-out", { method: "POST", signal: AbortSignal.timeout(PATIENCE) });
    location.href = "sign-in";
  } catch (fault) {
    write(document.getElementById("connection"), "not signed out, no answer from the node: " + fault.message);
  }
});
document.getElementById("purge").addEventListener("submit", event => {
  event.preventDefault();
  change("http/purge", new FormData(event.target), event.target.querySelector(".answer"));
});
look();
