/**
 * Reasons in words, numbered, so that rows of numbers can carry them. Numbers are given in the order in which reasons first come
 * up, which is the same for the same run.
 */
export class Reasons {
  readonly #texts: string[] = [];
  readonly #codes = new Map<string, number>();

  code(text: string): number {
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    this.#codes.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  text(code: number): string {
    return this.#texts[code];
  }

  get texts(): readonly string[] {
    return this.#texts;
  }

  restore(texts: readonly string[]): void {
    this.#texts.length = 0;
    this.#codes.clear();
    for (const text of texts) this.code(text);
  }
}
