// Runs the guide's sample for React in Chromium, in front of the guide's sample for Express and the server, and does what
// a user does there.
//
// usage: node react.mjs SERVER TOKEN
//
// What a page needs around the sample, which the guide leaves to its reader:
// - the component is neither exported nor mounted: two lines behind its text mount it;
// - its file imports no `React`, so JSX is compiled for the automatic runtime;
// - it asks for `/api/create-qr`, the sample for Express answers at `/create-qr`: that one is mounted at `/api`.
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import express from 'express'
import { chromium } from 'playwright-core'
import { expressApp, read, serve, until } from './samples.mjs'

const [server, token] = process.argv.slice(2)
const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium'
const MOUNT = `
import { createRoot } from 'react-dom/client';
createRoot(document.getElementById('root')).render(<QRCodeGenerator />);
`

async function bundle() {
  const contents = `${await read('qr-code-generator.jsx')}${MOUNT}`
  const resolveDir = fileURLToPath(new URL('.', import.meta.url))
  const built = await build({
    stdin: { contents, resolveDir, sourcefile: 'qr-code-generator.jsx', loader: 'jsx' },
    bundle: true,
    write: false,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return built.outputFiles[0].text
}

/** The page, its script, the guide's server, and the place that links lead to; `visits` are those to that place. */
async function site() {
  const [script, api] = [await bundle(), await expressApp(server, token)]
  const app = express()
  const visits = []
  app.get('/', (request, response) => {
    response.send('<!doctype html><title>Guide</title><link rel="icon" href="data:,"><div id="root"></div><script src="page.js"></script>')
  })
  app.get('/page.js', (request, response) => response.type('js').send(script))
  app.get('/landing', (request, response) => {
    visits.push(request.originalUrl)
    response.send('<!doctype html><title>Landing</title><link rel="icon" href="data:,">')
  })
  app.use('/api', api)
  return { visits, ...(await serve(app)) }
}

const api = async (path) => (await fetch(`${server}${path}`, { headers: { authorization: `Bearer ${token}` } })).json()

/** What the page sent and what the browser said of it, in order. */
function watch(page) {
  const [sent, said] = [[], []]
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/api/create-qr') sent.push(request)
  })
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(`uncaught: ${error}`))
  return { sent, said }
}

async function use(page, { address, visits }) {
  const { sent, said } = watch(page)
  const destination = page.getByPlaceholder('Destination URL')
  const name = page.getByPlaceholder('Campaign Name')
  const button = page.getByRole('button')
  const image = page.getByAltText('Generated QR Code')
  await page.goto(address)
  assert.equal(await button.textContent(), 'Create QR Code')

  // Both fields are required: the browser sends nothing.
  await button.click()
  assert.equal(await destination.evaluate((field) => field.matches(':invalid')), true)
  assert.deepEqual(sent, [])

  // An address that the browser takes and the API refuses: the page says so, and makes no link.
  await destination.fill('javascript:alert(1)')
  await name.fill('By React')
  const complaint = page.waitForEvent('console', (message) => message.text().startsWith('Error:'))
  await button.click()
  assert.match((await complaint).text(), /Failed to create QR code/)
  assert.equal((await sent[0].response()).status(), 500)
  assert.deepEqual(await (await sent[0].response()).json(), { error: 'API error: 400' })
  assert.equal(await image.count(), 0)
  assert.deepEqual((await api('/v1/links')).links, [])
  await page.waitForFunction(() => !document.querySelector('button').disabled)

  // The request is held until the page was seen waiting for it.
  let release
  const held = new Promise((resolve) => (release = resolve))
  await page.route('**/api/create-qr', async (route) => {
    await held
    await route.continue()
  })
  said.length = 0
  const leadsTo = `${address}/landing?from=code`
  await destination.fill(leadsTo)
  await button.click()
  await page.waitForFunction(() => document.querySelector('button').disabled)
  assert.equal(await button.textContent(), 'Creating...')
  const loaded = page.waitForResponse((response) => response.request().resourceType() === 'image')
  release()
  const drawn = await loaded
  await page.waitForFunction(() => !document.querySelector('button').disabled)
  assert.equal(await button.textContent(), 'Create QR Code')
  assert.equal(sent.length, 2)
  assert.deepEqual(sent[1].postDataJSON(), { destination: leadsTo, name: 'By React' })

  // One link of that name and address reached the server, and the page shows its code and its address.
  const { links } = await api('/v1/links')
  assert.deepEqual(links.map((link) => [link.name, link.destination]), [['By React', leadsTo]])
  const [link] = links
  const answered = await (await sent[1].response()).json()
  assert.equal(answered.short_url, link.entrypoint)
  assert.equal(await image.getAttribute('src'), answered.qr_url)
  assert.equal(drawn.url(), answered.qr_url)
  assert.equal(drawn.headers()['content-type'], 'image/png')
  const widths = await image.evaluate((shown) => shown.decode().then(() => [shown.naturalWidth, shown.naturalHeight]))
  assert.ok(widths[0] > 0 && widths[0] === widths[1], `${widths}`)
  const short = page.getByRole('link')
  assert.equal(await short.textContent(), link.entrypoint)
  assert.equal(await page.locator('p').textContent(), `Short URL: ${link.entrypoint}`)
  assert.deepEqual(said, [], 'the browser has nothing to complain of')

  // A click on the short address leads where the link leads, and is counted as a visit.
  await short.click()
  await page.waitForURL(leadsTo)
  assert.equal(await page.title(), 'Landing')
  assert.deepEqual(visits, ['/landing?from=code'])
  const events = await until('the event of the visit', async () => {
    const { events } = await api(`/v1/events/list?link_id=${link.id}`)
    return events.length > 0 ? events : undefined
  })
  assert.equal(events.length, 1, JSON.stringify(events))
}

const shown = await site()
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
})
try {
  const page = await browser.newPage()
  // Well below what a run may take, so that what was waited for is named.
  page.setDefaultTimeout(10_000)
  await use(page, shown)
} finally {
  await browser.close()
  shown.stop()
}
