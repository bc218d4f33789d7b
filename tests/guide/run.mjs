// Runs the guide's samples for Node as they stand: of their text only the server's address and the words that the guide
// itself marks as placeholders are replaced. What a sample expects around it (an id, a file) is given to it as a variable.
//
// usage: node run.mjs SERVER TOKEN LOGO.png
//
// Two are repaired: the use of a design template reads `qrcode_design` off a response that was never parsed; its body is
// parsed where it is read, and the comment in the place of a design is filled in. The receiver of webhooks awaits in a
// function that is not async; it is made so, and the functions that it calls are given to it.
// What the sample of retries does when it is refused is in retry.mjs; the client-side validation sends nothing.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import express from 'express'
import { Webhook } from 'standardwebhooks'
import { expressApp, runSample, serve } from './samples.mjs'

const [server, token, logo] = process.argv.slice(2)
const run = (...sample) => runSample(server, token, ...sample)

// As a browser's FileReader gives it, without the head of the data URL.
const fileToBase64 = async (path) => (await readFile(path)).toString('base64')

async function links() {
  const { link } = await run('create-link.js', 'link', { variables: { console: { log() {} } } })
  assert.equal(link.destination, 'https://example.com/landing-page')
  assert.ok(link.entrypoint.startsWith(`${server}/`), link.entrypoint)
  assert.ok(link.qrcode_signed_url.startsWith(`${server}/`), link.qrcode_signed_url)

  // There is no such custom domain: an error that says so, not a link on another domain.
  const { brandedLink } = await run('create-branded-link.js', 'brandedLink')
  const refused = await brandedLink.json()
  assert.ok([400, 404].includes(brandedLink.status), JSON.stringify(refused))
  assert.equal(refused.details[0].field, 'custom_domain_id', JSON.stringify(refused))

  const { advancedLink } = await run('create-link-with-metadata.js', 'advancedLink')
  const advanced = (await advancedLink.json()).link
  assert.equal(advancedLink.status, 200)
  assert.equal(advanced.entrypoint, `${server}/webinar-q4`)
  assert.deepEqual(advanced.metadata, { campaign: 'Q4-2024', channel: 'email', audience: 'enterprise' })
  assert.equal(advanced.lead_goal_definition, 'Generate qualified leads for enterprise sales')

  const linkId = advanced.id
  const lists = await run('read-links.js', 'linkResponse, links, next_page_token', { variables: { linkId } })
  const one = (await lists.linkResponse.json()).link
  assert.equal(one.id, linkId)
  assert.deepEqual(one.tags.map((tag) => tag.name ?? tag).sort(), ['lead-gen', 'q4-campaign', 'webinar'])
  assert.equal(lists.links.length, 2)
  assert.ok(!lists.next_page_token)

  const { updateResponse } = await run('update-link.js', 'updateResponse', { variables: { linkId } })
  const updated = (await updateResponse.json()).link
  assert.equal(updated.name, 'Updated Campaign Name')
  assert.equal(updated.destination, 'https://example.com/webinar-registration', 'what was not named stays')

  const many = await run('create-many-links.js', 'responses, links')
  assert.deepEqual(many.responses.map((response) => response.status), [200, 200, 200])
  assert.deepEqual(many.links.map(({ link }) => link.name), ['Product 1 Campaign', 'Product 2 Campaign', 'Product 3 Campaign'])

  const { personalizedLinks } = await run('create-personal-links.js', 'personalizedLinks')
  const personal = await Promise.all(personalizedLinks.map((response) => response.json()))
  assert.deepEqual(personal.map(({ link }) => link.shortlink), ['welcome-cust1', 'welcome-cust2'])
  return linkId
}

async function designs() {
  const variables = { fileToBase64, logoFile: logo }
  const { qrcode_design: design } = await run('create-design.js', 'qrcode_design', { variables })
  assert.equal(design.dots_options.color, '#2563eb', JSON.stringify(design))
  assert.equal(design.corners_square_options.type, 'extra-rounded', JSON.stringify(design))

  const { gradientDesign } = await run('gradient-design.js', 'gradientDesign')
  const made = await fetch(`${server}/v1/qrcode-designs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(gradientDesign),
  })
  const gradient = JSON.parse((await made.json()).qrcode_design.dots_options.gradient)
  assert.deepEqual(gradient.colorStops.map((stop) => stop.color), ['#3b82f6', '#8b5cf6'])

  const placeholders = {
    '// ... design specifications': "dots_options: { color: '#1e40af' }",
    'templateDesign.qrcode_design.id': '(await templateDesign.json()).qrcode_design.id',
  }
  const { linkWithTemplate } = await run('apply-design.js', 'linkWithTemplate', { placeholders })
  const branded = (await linkWithTemplate.json()).link
  assert.equal(branded.name, 'Branded Campaign', JSON.stringify(branded))
  const applied = await fetch(`${server}/v1/qrcode-designs/${branded.qrcode_design_id}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  assert.equal((await applied.json()).qrcode_design.dots_options.color, '#1e40af')
}

async function events(linkId) {
  const placeholders = { 'specific-link-uuid': linkId }
  const list = await run('query-events.js', 'eventsResponse, events, total_count, has_more, next_page_token', { placeholders })
  assert.equal(list.eventsResponse.status, 200)
  assert.deepEqual([list.events, list.total_count, list.has_more], [[], 0, false])

  const { csvResponse, csvData } = await run('export-events.js', 'csvResponse, csvData')
  assert.match(csvResponse.headers.get('content-type'), /^text\/csv/, csvData)
  assert.equal(csvData.trim().split('\n').length, 1, 'the line of headers alone')
}

// The guide's receiver gets both of its types of events, signed as the standard's own library verifies.
async function webhooks() {
  const requests = []
  const called = []
  const app = express()
  app.use(express.json({ verify: (req, _, body) => requests.push({ headers: req.headers, body: body.toString() }) }))
  const note = (name) => async (given) => called.push([name, given])
  const variables = { app, addToEmailSequence: note('email'), createCRMLead: note('lead') }
  await run('receive-webhooks.js', '', { variables, placeholders: { '(req, res)': 'async (req, res)' } })
  const { address, stop } = await serve(app)
  try {
    const placeholders = { 'https://your-system.com': address }
    const { webhookResponse } = await run('create-webhook.js', 'webhookResponse', { placeholders })
    const { webhook } = await webhookResponse.json()
    assert.equal(webhookResponse.status, 200)
    assert.deepEqual(webhook.events, ['link.scanned', 'form.submitted'])
    assert.match(webhook.secret, /^whsec_/)

    const ask = async (path, body) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const answer = await fetch(`${server}/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
      assert.equal(answer.status, 200)
      return answer.json()
    }
    const { link } = await ask('/links', { destination: 'https://example.com/' })
    const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1'
    const scanned = await fetch(link.entrypoint, { redirect: 'manual', headers: { 'user-agent': phone } })
    assert.equal(scanned.status, 302)
    await ask(`/webhooks/${webhook.id}/test`, { event_type: 'form.submitted' })
    for (let tries = 0; called.length < 2; tries += 1) {
      assert.ok(tries < 200, `two messages, ${called.length} came`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    called.sort()
    assert.deepEqual(called[0], ['email', null], 'nobody knows who scanned')
    assert.equal(called[1][0], 'lead')
    assert.equal(called[1][1].email, 'guest@example.com', JSON.stringify(called[1]))
    const verifier = new Webhook(webhook.secret)
    for (const { headers, body } of requests) {
      assert.equal(verifier.verify(body, headers).id, headers['webhook-id'])
      assert.throws(() => verifier.verify(body.replace('"id"', '"no"'), headers), /signature/i)
    }
  } finally {
    stop()
  }
}

async function errors() {
  const said = []
  const console = { error: (...parts) => said.push(parts) }
  await run('read-errors.js', '', { variables: { console } })
  assert.deepEqual(said.map(([what]) => what), ['API Error:', 'Error Code:', 'Details:'], JSON.stringify(said))
  assert.ok(said[0][1].includes('destination'), said[0][1])
  assert.equal(said[1][1], 400)
  assert.equal(said[2][1][0].field, 'destination')

  const { apiCallWithRetry } = await run('retry.js', 'apiCallWithRetry')
  const answer = await apiCallWithRetry(`${server}/v1/links`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(answer.status, 200)
}

// The guide's own little server, between a page and this API.
async function expressSample() {
  const { address, stop } = await serve(await expressApp(server, token))
  try {
    const answer = await fetch(`${address}/create-qr`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ destination: 'https://example.com', name: 'By Express' }),
    })
    const { qr_url, short_url } = await answer.json()
    assert.ok(short_url.startsWith(`${server}/`), short_url)
    const image = await fetch(qr_url)
    assert.equal(image.headers.get('content-type'), 'image/png')
  } finally {
    stop()
  }
}

const linkId = await links()
await designs()
await events(linkId)
await webhooks()
await errors()
await expressSample()
console.log(linkId)
