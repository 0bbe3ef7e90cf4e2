/** The child's end of the protocol: synchronous frames on inherited pipes. See shared/trainerProtocol.ts. */
import fs from 'node:fs';
import v8 from 'node:v8';
import { COMMAND_FD, EVENT_FD, type TrainerCommand, type TrainerEvent } from '../../shared/trainerProtocol.js';

const HEADER_BYTES = 4;

/** How long to wait before asking a pipe again that has no room, or no data, right now. */
const RETRY_MS = 1;

export class Channel {
  // Taken now: the program may replace them later, and so do we.
  private readonly writeSync = fs.writeSync;
  private readonly readSync = fs.readSync;
  private readonly exit = process.exit.bind(process) as (code: number) => never;
  private readonly sleeper = new Int32Array(new SharedArrayBuffer(4));
  private hostGone = false;

  constructor(private readonly eventFd: number = EVENT_FD, private readonly commandFd: number = COMMAND_FD) {}

  /** Returns when the whole event is in the pipe. Ends the process when there is nobody left to train for. */
  send(event: TrainerEvent): void {
    if (this.hostGone) return;
    const body = v8.serialize(event);
    const frame = Buffer.allocUnsafe(HEADER_BYTES + body.length);
    frame.writeUInt32LE(body.length, 0);
    body.copy(frame, HEADER_BYTES);
    let written = 0;
    while (written < frame.length) {
      written += this.attempt(() => this.writeSync(this.eventFd, frame, written, frame.length - written), 0);
    }
  }

  /** Waits for a command, without using the processor. Ends the process when none can come any more. */
  receive(): TrainerCommand {
    const length = this.read(HEADER_BYTES).readUInt32LE(0);
    return v8.deserialize(this.read(length)) as TrainerCommand;
  }

  private read(length: number): Buffer {
    const buffer = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const count = this.attempt(() => this.readSync(this.commandFd, buffer, filled, length - filled, null), null);
      if (count === 0) this.leave();
      filled += count ?? 0;
    }
    return buffer;
  }

  /** One system call; `again` when the pipe cannot serve it yet. */
  private attempt<T>(call: () => number, again: T): number | T {
    try {
      return call();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EAGAIN') this.leave();
      Atomics.wait(this.sleeper, 0, 0, RETRY_MS);
      return again;
    }
  }

  /** The host has closed its end. Not an error to throw: the program could catch it. */
  private leave(): never {
    this.hostGone = true;
    return this.exit(0);
  }
}
