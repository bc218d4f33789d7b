// Runs the guide's sample of retries against a server that refuses: it reads `Retry-After`, waits that long, asks again.
//
// usage: node retry.mjs SERVER TOKEN OTHER_TOKEN
//
// The wait itself is not waited: the sample's `setTimeout` notes how long it would be, and puts the other token, which may
// still ask, in place of the first.
import assert from 'node:assert/strict'
import { runSample } from './samples.mjs'

const [server, token, other] = process.argv.slice(2)
const headers = { authorization: `Bearer ${token}` }
const waits = []
const variables = {
  setTimeout(resume, delay) {
    waits.push(delay)
    headers.authorization = `Bearer ${other}`
    resume()
  },
}
const { apiCallWithRetry } = await runSample(server, token, 'retry.js', 'apiCallWithRetry', { variables })
// A minute of the limit may end in between: then the first token may ask anew.
let answer
for (let asked = 0; waits.length === 0 && asked < 20; asked += 1) {
  answer = await apiCallWithRetry(`${server}/v1/links`, { headers })
}
assert.equal(answer.status, 200)
assert.equal(waits.length, 1, JSON.stringify(waits))
assert.ok(waits[0] >= 1000 && waits[0] <= 60_000 && waits[0] % 1000 === 0, `whole seconds of a minute: ${waits[0]}`)
