// One instance of the core: its functions, and texts in its memory.

/** What the core exports. Lengths are in bytes, times in milliseconds since 1970. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  room(length: number): number;
  add_key(length: number): number;
  add_key_until(length: number, until: number): number;
  set_leeway(milliseconds: number): number;
  set_max_lifetime(milliseconds: number): number;
  add_product(length: number): number;
  set_products(): number;
  set_expiry_encoding(length: number): number;
  finish(): number;
  verify_url(length: number, now: number): number;
  verify_fields(id: number, product: number, expiry: number, signature: number, now: number): number;
  expires_at(): number;
  key(): number;
  id_start(): number;
  id_length(): number;
  product_start(): number;
  product_length(): number;
  id_place(): number;
  product_place(): number;
  describe(): void;
  words_start(): number;
  words_length(): number;
}

/** Room for nearly every request, and then some. */
const ROOM = 4096;

const LARGE = 1 << 18;

/** A character has at most so many bytes. */
const WIDEST = 3;

/** Bytes of the longest product code. */
const LONGEST_PRODUCT = 50;

const PAGE = 65_536;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

interface Texts {
  readonly id: string;
  readonly product: string;
}

export class Instance {
  readonly exports: Exports;
  /** Memory never shrinks: an instance that is large is not worth to be kept. */
  isLarge = false;
  #room: Uint8Array;
  /** The texts of a verdict: the id, and the product code behind it. */
  #texts: Uint8Array | undefined;
  #productAt = 0;
  /** Whether each character of what was written last has one byte, for all that is known. */
  #wroteAscii = false;

  constructor(instance: WebAssembly.Instance) {
    this.exports = instance.exports as unknown as Exports;
    this.#room = this.#ask(ROOM);
  }

  /** An instance that goes on from where another one stood. */
  static from(module: WebAssembly.Module, memory: Uint8Array): Instance {
    const instance = new WebAssembly.Instance(module);
    const own = instance.exports.memory as WebAssembly.Memory;
    own.grow((memory.length - own.buffer.byteLength) / PAGE);
    new Uint8Array(own.buffer).set(memory);
    return new Instance(instance);
  }

  /** All that it remembers. */
  memory(): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer);
  }

  /** Writes a text where the core reads it, and returns how many bytes it has. */
  write(text: string): number {
    // A room that has moved away has no length.
    if (text.length * WIDEST <= this.#room.length) {
      const { written } = encoder.encodeInto(text, this.#room);
      this.#wroteAscii = written === text.length;
      return written;
    }
    this.#wroteAscii = false;
    return this.writeBytes(encoder.encode(text));
  }

  writeBytes(bytes: Uint8Array): number {
    if (bytes.length > this.#room.length) {
      this.#room = this.#ask(Math.max(bytes.length, ROOM));
    }
    this.#room.set(bytes);
    return bytes.length;
  }

  /** What the core has to say. */
  words(): string {
    const { memory, words_start, words_length } = this.exports;
    return decoder.decode(new Uint8Array(memory.buffer, words_start(), words_length()));
  }

  /** The id and the product code of the last verdict, which was on this URL. */
  texts(url: string): Texts {
    const { exports } = this;
    const id = exports.id_length();
    const product = exports.product_length();
    const idAt = exports.id_place();
    const productAt = exports.product_place();
    // Places are counted in bytes: they are the text's where each character has one.
    if (this.#wroteAscii && idAt >= 0 && productAt >= 0) {
      return { id: url.substring(idAt, idAt + id), product: url.substring(productAt, productAt + product) };
    }
    if (!this.#texts?.length) {
      this.#texts = this.#whereTextsAre();
    }
    const texts = decoder.decode(this.#texts);
    return { id: texts.slice(0, id), product: texts.slice(this.#productAt, this.#productAt + product) };
  }

  #whereTextsAre(): Uint8Array {
    const { memory, id_start, product_start } = this.exports;
    const start = id_start();
    this.#productAt = product_start() - start;
    return new Uint8Array(memory.buffer, start, this.#productAt + LONGEST_PRODUCT);
  }

  #ask(length: number): Uint8Array {
    this.isLarge = length > LARGE;
    const start = this.exports.room(length);
    return new Uint8Array(this.exports.memory.buffer, start, length);
  }
}
