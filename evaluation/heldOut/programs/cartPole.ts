/** Barto, Sutton and Anderson 1983, with the constants of OpenAI Gym. */
export class CartPole {
  x = 0; v = 0; a = 0; w = 0;
  reset() { this.x = Math.random() * 0.1 - 0.05; this.v = Math.random() * 0.1 - 0.05; this.a = Math.random() * 0.1 - 0.05; this.w = Math.random() * 0.1 - 0.05; return this.state(); }
  state() { return [this.x, this.v, this.a, this.w]; }
  step(action: number): { state: number[]; done: boolean } {
    const force = action === 1 ? 10 : -10, c = Math.cos(this.a), s = Math.sin(this.a);
    const temp = (force + 0.05 * this.w * this.w * s) / 1.1;
    const aa = (9.8 * s - c * temp) / (0.5 * (4 / 3 - (0.1 * c * c) / 1.1));
    const xa = temp - (0.05 * aa * c) / 1.1;
    this.x += 0.02 * this.v; this.v += 0.02 * xa; this.a += 0.02 * this.w; this.w += 0.02 * aa;
    return { state: this.state(), done: Math.abs(this.x) > 2.4 || Math.abs(this.a) > 0.21 };
  }
}
export const sample = (p: number[]): number => { let r = Math.random(); for (let i = 0; i < p.length; i++) { r -= p[i]!; if (r < 0) return i; } return p.length - 1; };
