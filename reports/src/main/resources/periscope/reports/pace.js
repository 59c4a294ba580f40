// @ts-check
/**
 * How many figures an animation frame draws: all that can be seen where the browser is quick. Where script
 * and painting take longer than scrubbing should wait for, fewer, in turns: first those that were drawn the
 * longest ago.
 */
class Pace {
  /** @param {Frame[]} frames */
  constructor(frames) {
    this.frames = frames;
    this.most = Math.max(1, frames.length);
    this.channel = new MessageChannel();
  }

  /** Draws what is stale; returns whether some of it is left for the next animation frame. */
  draw() {
    const begun = performance.now();
    const waiting = this.frames.filter((frame) => frame.waits()).sort((a, b) => a.drawn - b.drawn);
    const turn = waiting.slice(0, this.most);
    turn.forEach((frame) => { frame.drawn = begun; });
    this.frames.forEach((frame) => (turn.includes(frame) || !frame.seen) && frame.draw());
    // The message arrives when the browser has painted.
    this.channel.port1.onmessage = () => this.learn(performance.now() - begun, turn.length);
    this.channel.port2.postMessage(0);
    return turn.length < waiting.length;
  }

  /**
   * @param {number} took   milliseconds of script and painting
   * @param {number} drawn  figures
   */
  learn(took, drawn) {
    if (took > Pace.LONGEST && drawn > 1) this.most = drawn - 1;
    else if (took < Pace.SHORT && drawn === this.most) this.most = Math.min(this.frames.length, drawn + 1);
  }
}
/** Half of what a screen of 60 Hz leaves, in milliseconds: the rest is the browser's. */
Pace.LONGEST = 8;
/** With less than this there is room for one figure more. */
Pace.SHORT = 5;
