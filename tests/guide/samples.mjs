// The guide's samples, and the server that some of them make.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const GUIDE = 'https://api.linkbreakers.com'

/** The text of a sample in which these words of the guide are replaced. */
export async function read(name, replaced = {}) {
  let text = await readFile(new URL(`samples/${name}`, import.meta.url), 'utf8')
  for (const [word, value] of Object.entries(replaced)) text = text.replaceAll(word, value)
  return text
}

/** What stands for the guide's address and its placeholder of a token. */
export const access = (server, token) => ({ [GUIDE]: server, YOUR_JWT_TOKEN: token })

const AsyncFunction = (async () => {}).constructor

/**
 * Runs a sample with these variables around it and these words replaced; gives what it declared under the names of
 * `wanted`.
 */
export async function runSample(server, token, name, wanted, { variables = {}, placeholders = {} } = {}) {
  const text = `${await read(name, { ...access(server, token), ...placeholders })}\nreturn { ${wanted} }`
  return new AsyncFunction(...Object.keys(variables), text)(...Object.values(variables))
}

/** The guide's own little server between a page and the API, as the application of Express that it makes. */
export async function expressApp(server, token) {
  process.env.LINKBREAKERS_TOKEN = token
  const text = `${await read('express-app.cjs', access(server, token))}\nreturn { app }`
  return new Function('require', text)(createRequire(import.meta.url)).app
}

const PATIENCE = 20_000

/** Gives what `look` gives once it is something. */
export async function until(what, look) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`waited in vain for ${what}`)
}

/** Serves an application of Express on a free port; gives its address and how to stop it. */
export async function serve(app) {
  const listening = await new Promise((resolve) => {
    const started = app.listen(0, '127.0.0.1', () => resolve(started))
  })
  return {
    address: `http://127.0.0.1:${listening.address().port}`,
    stop() {
      listening.close()
      listening.closeAllConnections()
    },
  }
}
