// SPDX-License-Identifier: Apache-2.0
// Rules that edition 0.4.5 of the suite does not ask for, for its own engine: a page that is set up, and whether the next
// request for it may be answered from the cache.

const reused = { expected_type: 'cached' }
const fetched = { expected_type: 'not_cached' }

const page = (...headers) => ({ setup: true, pause_after: true, response_headers: headers })
const control = value => ['Cache-Control', value]
const targeted = value => ['CDN-Cache-Control', value, false]
const rule = (id, ...requests) => ({ kind: 'rfc', id, name: id, requests })

/** RFC 9111, 5.1 and 1.2.2: the first member counts, a value that is no number does not, and one too large is old. */
const ages = [
  [['2147483647'], fetched],
  [['2147483648'], fetched],
  [['99999999999999999999999'], fetched],
  [['7200, 0'], fetched],
  [['7200', '0'], fetched],
  [['0, 7200'], reused],
  [['0', '7200'], reused],
  [['abc'], reused],
  [['-7200'], reused],
  [['7200.0'], reused],
  [['7200;foo=bar'], reused]
].map(([lines, next]) =>
  rule(
    `age-${lines.join('-then-')}`,
    page(['Date', 0], control('max-age=3600'), ...lines.map(line => ['Age', line, false])),
    next
  )
)

/** RFC 9213, 2.1 and 2.2: the targeted field alone decides, if it is a dictionary of the right types. */
const targets = [
  [[targeted('max-age=3600')], reused],
  [[targeted('max-age=99999999999')], reused],
  [[targeted('foobar, max-age=3600')], reused],
  [[targeted('max-age=3600'), ['Expires', -10000], ['Date', 0]], reused],
  [[targeted('max-age=3600'), ['Expires', '0', false], ['Date', 0]], reused],
  [[targeted('max-age=3600'), control('max-age=1')], reused],
  [[targeted('max-age=3600'), control('no-store')], reused],
  [[targeted('max-age=3600'), ['Date', 0], ['Age', '7200']], fetched],
  [[targeted('max-age=0')], fetched],
  [[targeted('max-age=0'), ['Expires', 10000], ['Date', 0]], fetched],
  [[targeted('max-age=1'), control('max-age=3600')], fetched],
  [[targeted('private'), control('max-age=3600')], fetched],
  [[targeted('no-cache'), control('max-age=3600')], fetched],
  [[targeted('no-store'), control('max-age=3600')], fetched],
  [[targeted('max-age=3600, &&&'), control('no-store')], fetched],
  [[targeted('max-age="3600"'), control('no-store')], fetched]
].map(([headers, next]) => rule(`targeted-${headers.map(header => header.join(' ')).join(', ')}`, page(...headers), next))

/** RFC 9111, 4.2.4: whoever forbids stale answers gets an error when the origin breaks off. */
const broken = ['must-revalidate', 'proxy-revalidate', 'no-cache', 's-maxage=2'].map(directive =>
  rule(`broken-off-${directive}`, page(control(`max-age=2, ${directive}`)), {
    disconnect: true,
    expected_status: 502,
    check_body: false,
    expected_response_headers_missing: ['server-request-count']
  })
)

export default {
  name: 'RFC 9111, 9213 and 5861',
  id: 'rfc',
  tests: [
    ...ages,
    ...targets,
    ...broken,
    rule('stale-fetched', page(control('max-age=2')), fetched),
    rule('date-kept', page(['Expires', 2592000], ['Date', 0]), { ...reused, expected_response_headers: [['Date', 0]] }),
    // RFC 9111, 5.2.2.3: the status is understood, so no-store is not meant
    rule('must-understand', page(control('max-age=3600, no-store, must-understand')), reused),
    // RFC 5861, 3
    rule('stale-while-revalidate', page(control('max-age=1, stale-while-revalidate=3600'), ['ETag', '"a"']), reused),
    rule(
      'stale-while-revalidate-over',
      page(control('max-age=1, stale-while-revalidate=4'), ['ETag', '"a"']),
      { ...page(['Cache-Control', 'no-cache', false], ['ETag', '"b"', false]), ...reused },
      { expected_response_headers: [['client-request-count', '3']] }
    )
  ]
}
