// Mistakes that are made in JavaScript: by Node's crypto, Date, Buffer and encodeURIComponent.
const crypto = require('node:crypto')

const { ID, PC, KEY, EXPIRY, ISO, MILLIS } = process.env
const at = new Date(Number(MILLIS))
const sha1 = (data, form = 'hex') => crypto.createHash('sha1').update(data).digest(form)
const text = (expiry, key = KEY, id = ID, pc = PC) => `${id}#${pc}#${key}#${expiry}`

const mistake = (code, what, { id = ID, pc = PC, expiry = EXPIRY, signature }) => {
  const query = new URLSearchParams({ id, pc, expiry, signature })
  console.log([code, what, `https://data.example/feed?${query.toString().replaceAll('+', '%20')}`].join('\t'))
}
const signed = (code, what, expiry, sent = EXPIRY) => mistake(code, what, { expiry: sent, signature: sha1(text(expiry)) })
const sent = (code, what, expiry) => mistake(code, what, { expiry, signature: sha1(text(EXPIRY)) })

signed('expiry-milliseconds', 'toISOString signed', at.toISOString())
signed('expiry-other-form', 'toISOString of what was parsed', new Date(EXPIRY).toISOString().replace('.059', '.000'))
signed('expiry-other-form', 'toISOString of the text sent', new Date(EXPIRY).toISOString())
signed('expiry-epoch-milliseconds', 'getTime signed', at.getTime())
sent('expiry-epoch-milliseconds', 'getTime sent', at.getTime())
signed('expiry-epoch-milliseconds', 'getTime of the text sent', new Date(EXPIRY).getTime())
signed('expiry-epoch-seconds', 'getTime / 1000 signed', Math.floor(at.getTime() / 1000))
sent('expiry-epoch-seconds', 'getTime / 1000 sent', Math.floor(at.getTime() / 1000))
for (const form of ['toString', 'toUTCString']) {
  signed('expiry-date-library', `${form} signed`, at[form]())
  sent('expiry-date-library', `${form} sent`, at[form]())
}
for (const locale of ['en-US', 'en-GB']) {
  signed('expiry-date-library', `toLocaleString in ${locale} signed`,
    at.toLocaleString(locale, { timeZone: 'UTC' }).replaceAll('\u202f', ' '))
}
signed('quoted-value', 'JSON.stringify signed', JSON.stringify(at), ISO)
sent('quoted-value', 'JSON.stringify of the text sent', JSON.stringify(EXPIRY))
signed('percent-encoded', 'encodeURIComponent signed', encodeURIComponent(EXPIRY))
sent('percent-encoded-twice', 'encodeURIComponent sent by URLSearchParams', encodeURIComponent(EXPIRY))

mistake('key-hex-decoded', "Buffer.from(key, 'hex')", {
  signature: sha1(Buffer.concat([Buffer.from(`${ID}#${PC}#`), Buffer.from(KEY, 'hex'), Buffer.from(`#${EXPIRY}`)])),
})
mistake('key-base64-decoded', "Buffer.from(key, 'base64')", {
  signature: sha1(Buffer.concat([Buffer.from(`${ID}#${PC}#`), Buffer.from(KEY, 'base64'), Buffer.from(`#${EXPIRY}`)])),
})
mistake('key-missing', 'join of what is there', { signature: sha1([ID, PC, process.env.NO_SUCH_KEY, EXPIRY].filter(Boolean).join('#')) })
mistake('key-missing', 'an empty key', { signature: sha1([ID, PC, process.env.NO_SUCH_KEY ?? '', EXPIRY].join('#')) })
mistake('no-delimiter', "join('')", { signature: sha1([ID, PC, KEY, EXPIRY].join('')) })
mistake('other-delimiter', 'join()', { signature: sha1([ID, PC, KEY, EXPIRY].join()) })
mistake('utf-16', "Buffer.from(text, 'utf16le')", { signature: sha1(Buffer.from(text(EXPIRY), 'utf16le')) })
mistake('signature-base64', "digest('base64')", { signature: sha1(text(EXPIRY), 'base64') })
mistake('signature-base64', "digest('base64url')", { signature: sha1(text(EXPIRY), 'base64url') })
mistake('signature-base64', 'btoa of the digits', { signature: btoa(sha1(text(EXPIRY))) })
mistake('signature-case', 'toUpperCase', { signature: sha1(text(EXPIRY)).toUpperCase() })
mistake('sha-256', "createHash('sha256')", { signature: crypto.createHash('sha256').update(text(EXPIRY)).digest('hex') })
for (const hash of ['sha1', 'sha256']) {
  const hmac = (key, data) => crypto.createHmac(hash, key).update(data).digest('hex')
  mistake('hmac', `createHmac('${hash}', key) of the others`, { signature: hmac(KEY, `${ID}#${PC}#${EXPIRY}`) })
  mistake('hmac', `createHmac('${hash}', key) of all`, { signature: hmac(KEY, text(EXPIRY)) })
  mistake('hmac', `createHmac('${hash}', message) of the key`, { signature: hmac(`${ID}#${PC}#${EXPIRY}`, KEY) })
}
mistake('placeholder-id', 'an id that was never set', { id: String({}.displayId), signature: sha1(text(EXPIRY, KEY + 'x')) })
mistake('quoted-value', 'JSON.stringify of the id', { id: JSON.stringify(ID), signature: sha1(text(EXPIRY)) })

// What stands in a text where there is no value.
for (const nothing of [undefined, null, {}]) {
  mistake('placeholder-id', `String(${JSON.stringify(nothing)}) signed`, { signature: sha1(text(EXPIRY, KEY, String(nothing))) })
}
for (const nothing of [undefined, null]) {
  mistake('key-missing', `\`\${key}\` of ${nothing}`, { signature: sha1(`${ID}#${PC}#${nothing}#${EXPIRY}`) })
  mistake('placeholder-value', `\`\${expiry}\` of ${nothing}`, { signature: sha1(text(String(nothing))) })
}
mistake('placeholder-value', 'an invalid date', { signature: sha1(text(String(new Date('soon')))) })
mistake('key-encoded', 'btoa', { signature: sha1(text(EXPIRY, btoa(KEY))) })
mistake('key-encoded', "Buffer.from(key, 'hex').toString('base64')", { signature: sha1(text(EXPIRY, Buffer.from(KEY, 'hex').toString('base64'))) })
mistake('key-truncated', 'slice(0, 32)', { signature: sha1(text(EXPIRY, KEY.slice(0, 32))) })
mistake('hashed-twice', 'sha1 of the digits', { signature: sha1(sha1(text(EXPIRY))) })
mistake('other-hash', "createHash('md5')", { signature: crypto.createHash('md5').update(text(EXPIRY)).digest('hex') })
const three = new URLSearchParams({ id: ID, pc: PC, expiry: EXPIRY })
mistake('query-hashed', 'URLSearchParams and the key', { signature: sha1(`${three}#${KEY}`) })
mistake('query-hashed', 'decodeURIComponent and the key', { signature: sha1(decodeURIComponent(three) + KEY) })
const bare = (data) => [...crypto.createHash('sha1').update(data).digest()].map((byte) => byte.toString(16)).join('')
for (let number = 0, made = 0; made < 3; number++) {
  const id = `DISPLAY${number}`
  const signature = bare(text(EXPIRY, KEY, id))
  if (signature.length < 40) {
    made++
    mistake('signature-zeros', `toString(16) of each byte, ${signature.length} digits`, { id, signature })
  }
}
