// Runs the guide's two samples of webhooks together: the one that subscribes, and the one that receives, on a real
// delivery of a real visit.
//
// usage: node webhook.mjs SERVER TOKEN
//
// The receiver is repaired in one word: it awaits, so that it is `async`. What the guide leaves to its reader are the
// application around it, which reads JSON, and the two functions that it calls.
import assert from 'node:assert/strict'
import express from 'express'
import { runSample, serve, until } from './samples.mjs'

const [server, token] = process.argv.slice(2)
// A person's browser: what programs fetch is recorded, and told to nobody.
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1'
const authorization = { authorization: `Bearer ${token}` }

const app = express()
app.use(express.json())
const emails = []
const leads = []
const variables = {
  app,
  addToEmailSequence: async (email) => emails.push(email),
  createCRMLead: async (responses) => leads.push(responses),
}
await runSample(server, token, 'receive-webhook.js', '', { variables })
const { address, stop } = await serve(app)
try {
  const placeholders = { 'https://your-system.com': address }
  const { webhookResponse } = await runSample(server, token, 'create-webhook.js', 'webhookResponse', { placeholders })
  const { webhook } = await webhookResponse.json()
  assert.equal(webhookResponse.status, 200, JSON.stringify(webhook))
  assert.equal(webhook.url ?? webhook.endpoint_url, `${address}/linkbreakers-webhook`, JSON.stringify(webhook))

  const made = await fetch(`${server}/v1/links`, {
    method: 'POST',
    headers: { ...authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ destination: 'https://example.com', name: 'Visited' }),
  })
  const { link } = await made.json()
  const visit = await fetch(`${link.entrypoint}?q`, { redirect: 'manual', headers: { 'user-agent': PHONE } })
  assert.equal(visit.status, 302)

  await until('the call of addToEmailSequence', () => (emails.length > 0 ? true : undefined))
  assert.deepEqual(emails, [null], 'a visitor who is not known yet has no email, but the field')
  assert.deepEqual(leads, [])
  // The sample's own answer, `OK`, ends the delivery.
  const counted = await until('the delivery that counts', async () => {
    const read = await fetch(`${server}/v1/webhooks/${webhook.id}`, { headers: authorization })
    const { webhook: now } = await read.json()
    return now.success_count > 0 ? now : undefined
  })
  assert.deepEqual([counted.success_count, counted.failure_count], [1, 0], JSON.stringify(counted))
} finally {
  stop()
}
