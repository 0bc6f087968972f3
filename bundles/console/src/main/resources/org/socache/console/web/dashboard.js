// SPDX-License-Identifier: Apache-2.0
"use strict";

/** Seconds between two looks at the node, and how many looks the chart shows. */
const EVERY = 2, SHOWN = 60;

const boxes = new Map();
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

/** One cache's box; remembers what it was shown, so that the chart has a past and typing is never disturbed. */
class Box {
  constructor(name) {
    this.element = document.getElementById("cache").content.cloneNode(true).firstElementChild;
    this.name = name;
    this.past = [];
    this.last = null;
    this.at("h2").textContent = name;
    this.at("form").addEventListener("submit", event => {
      event.preventDefault();
      this.ask("switch", { specification: this.at("input").value.trim() });
    });
    this.at(".clear").addEventListener("click", () => {
      if (confirm("Drop all entries of " + name + "?")) this.ask("clear", {});
    });
  }

  at(selector) { return this.element.querySelector(selector); }

  show(cache, mayChange) {
    this.at(".state").textContent = cache.state;
    this.at(".state").className = "state " + cache.state;
    this.at(".specification").textContent = cache.consumer + " → " + cache.specification;
    this.at(".reason").textContent = cache.reason;
    this.at(".reason").hidden = !cache.reason;
    this.at("form").hidden = !mayChange;
    if (!this.last) this.at("input").value = cache.specification;
    this.chart(cache);
    this.fill(cache);
    this.numbers(cache);
    this.at(".servers").replaceChildren(...cache.servers.map(server => {
      const item = document.createElement("li");
      item.textContent = server.address + ": " + (server.up ? "up, " : "down, ") + server.detail;
      item.className = server.up ? "up" : "down";
      return item;
    }));
    this.last = cache;
  }

  /** Hits of the lookups since the look before; nothing where there were none. */
  chart(cache) {
    if (this.last) {
      const hits = cache.RETRIEVE_HITS - this.last.RETRIEVE_HITS;
      const lookups = hits + cache.RETRIEVE_MISSES - this.last.RETRIEVE_MISSES;
      this.past.push({ lookups, ratio: lookups > 0 ? hits / lookups : null });
      this.past = this.past.slice(-SHOWN);
    }
    const first = SHOWN - this.past.length;
    this.at(".hits").setAttribute("points", this.past
      .map((look, n) => look.ratio === null ? "" : (first + n) * 300 / (SHOWN - 1) + "," + (79 - 78 * look.ratio))
      .filter(Boolean).join(" "));
    const now = this.past.at(-1);
    const caption = now
      ? percent(now.ratio) + " hits, " + number(Math.max(0, Math.round(now.lookups / EVERY))) + " lookups/s"
      : "measuring";
    this.at("figcaption").textContent = caption;
    this.at("figure svg").setAttribute("aria-label", "hit ratio of the last two minutes; now " + caption);
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

  async ask(operation, fields) {
    const answer = this.at(".answer");
    answer.className = "answer";
    answer.textContent = "…";
    const response = await fetch("api/" + operation, {
      method: "POST",
      headers: { "X-Socache-Token": token, "X-Requested-With": "dashboard" },
      body: new URLSearchParams({ cache: this.name, ...fields }),
    });
    const body = await response.json().catch(() => ({ message: "the node answered " + response.status }));
    answer.textContent = body.message;
    answer.classList.toggle("refused", !response.ok);
    look();
  }
}

async function look() {
  const connection = document.getElementById("connection");
  try {
    const response = await fetch("api/caches", { headers: { "X-Requested-With": "dashboard" } });
    if (response.status === 401) { location.href = "sign-in"; return; }
    if (!response.ok) throw new Error("answered " + response.status);
    show(await response.json());
    connection.textContent = "live";
  } catch (fault) {
    connection.textContent = "no answer from the node (" + fault.message + "), trying again";
  }
}

function show(page) {
  token = page.token ?? "";
  document.getElementById("user").textContent = page.user + (page.mayChange ? "" : " (viewer)");
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
  await fetch("sign-out", { method: "POST" });
  location.href = "sign-in";
});
look();
setInterval(look, EVERY * 1000);
