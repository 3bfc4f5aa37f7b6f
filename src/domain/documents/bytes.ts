/** Reads a stream in the pieces a file format asks for, holding no more than one piece and one chunk. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Exactly `length` bytes, or undefined where the stream ends before. `length` must be small: it is held in memory. */
  async take(length: number): Promise<Buffer | undefined> {
    const seen = await this.peek(length);
    if (seen.length < length) return undefined;
    this.#held = this.#held.subarray(length);
    return seen;
  }

  /** The next `length` bytes or as many as there are, without moving on. */
  async peek(length: number): Promise<Buffer> {
    const parts = [this.#held];
    let total = this.#held.length;
    while (total < length && !this.#ended) {
      const next = await this.#source.next();
      if (next.done) this.#ended = true;
      else {
        parts.push(Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength));
        total += next.value.length;
      }
    }
    if (parts.length > 1) this.#held = Buffer.concat(parts);
    return this.#held.subarray(0, length);
  }

  /** Whatever comes next, at most `length` bytes; undefined at the end. */
  async some(length: number): Promise<Buffer | undefined> {
    const seen = this.#held.length > 0 ? this.#held.subarray(0, length) : await this.peek(1);
    if (seen.length === 0) return undefined;
    const piece = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(piece.length);
    return piece;
  }

  /** Gives on `length` bytes as they come; false where the stream ends before. */
  async *pass(length: number): AsyncGenerator<Buffer, boolean> {
    let left = length;
    while (left > 0) {
      const piece = await this.some(left);
      if (!piece) return false;
      left -= piece.length;
      yield piece;
    }
    return true;
  }

  /** Reads on to the end and forgets. */
  async rest(): Promise<void> {
    while (await this.some(Number.MAX_SAFE_INTEGER)) {
      // Read only so that the sender is heard out.
    }
  }

  async skip(length: number): Promise<boolean> {
    let left = length;
    while (left > 0) {
      const piece = await this.some(left);
      if (!piece) return false;
      left -= piece.length;
    }
    return true;
  }
}
