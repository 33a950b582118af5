// Output that waits for its reader: a pager that stands still must not fill the memory.

import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** So much is gathered before it is written: a call a line costs more than the line. */
const GATHERED = 1 << 16;

export class SteadyOutput {
  private gathered: string[] = [];
  private size = 0;
  private readonly stream: Writable;

  constructor(stream: Writable) {
    this.stream = stream;
  }

  /** Takes text; writes it once there is enough, and then waits until it is taken. */
  async write(text: string): Promise<void> {
    this.gathered.push(text);
    this.size += text.length;
    if (this.size >= GATHERED) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.size === 0) return;
    const text = this.gathered.join('');
    this.gathered = [];
    this.size = 0;
    // a reader that went away ends the process by the stream's error
    if (!this.stream.write(text)) await once(this.stream, 'drain');
  }
}
