// SPDX-License-Identifier: Apache-2.0
// node run.mjs BASE [ID ...]: the suite and ours against the cache at BASE, all tests or those named, without those for browsers.
// Prints a line for each: kind, id, "pass" or what went wrong, with tabs between.
//
// surrogate-control.mjs, which the suite's own command adds, is left out: Surrogate-Control is a field of no RFC. What it was
// for is RFC 9213, whose CDN-Cache-Control is in ours.
import fetch from 'node-fetch'
import { getResults, runTests } from 'http-cache-tests/client/runner.mjs'
import suites from 'http-cache-tests/tests/index.mjs'
import ours from './rfc.mjs'

const [base, ...ids] = process.argv.slice(2)

// The tests mostly wait for pages to become stale, so many wait together.
const AT_ONCE = 190

const chosen = [...suites, ours].map(suite => ({
  ...suite,
  tests: suite.tests.filter(test => !test.browser_only && (ids.length === 0 || ids.includes(test.id)))
}))

await runTests(chosen, fetch, false, base, AT_ONCE)
const results = getResults()
for (const { id, kind } of chosen.flatMap(suite => suite.tests)) {
  const result = results[id]
  const verdict = result === true ? 'pass' : result.join(': ').replace(/\s+/g, ' ')
  console.log([kind ?? 'required', id, verdict].join('\t'))
}
