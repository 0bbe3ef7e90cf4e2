/** The child's end of the protocol: synchronous frames on inherited pipes. See shared/trainerProtocol.ts. */
import fs from 'node:fs';
import v8 from 'node:v8';
import { COMMAND_FD, EVENT_FD, type StepEvent, type TrainerCommand, type TrainerEvent, type TrainerMessage } from '../../shared/trainerProtocol.js';

const HEADER_BYTES = 4;

/** How long to wait before asking a pipe again that has no room, or no data, right now. */
const RETRY_MS = 1;

/** How long a step that was not captured waits for others, to go with them, unless something else is to be told before. */
const GATHERING_MS = 50;

export class Channel {
  // Taken now: the program may replace them later, and so do we.
  private readonly writeSync = fs.writeSync;
  private readonly readSync = fs.readSync;
  private readonly exit = process.exit.bind(process) as (code: number) => never;
  private readonly sleeper = new Int32Array(new SharedArrayBuffer(4));
  private readonly setTimeout = setTimeout;
  private timer: NodeJS.Timeout | null = null;
  private hostGone = false;
  /** Steps that have not been sent yet. */
  private gathered: StepEvent[] = [];

  constructor(private readonly eventFd: number = EVENT_FD, private readonly commandFd: number = COMMAND_FD) {}

  /**
   * Returns when the whole event is in the pipe, or when a step that was not captured waits for others: nothing overtakes
   * it. Ends the process when there is nobody left to train for.
   */
  send(event: TrainerEvent): void {
    if (event.type === 'step' && canWait(event)) return this.gather(event);
    this.sendGathered();
    this.write(event);
  }

  private gather(step: StepEvent): void {
    if (this.gathered.push(step) === 1) this.startTimer();
    else if (step.time - this.gathered[0]!.time >= GATHERING_MS) this.sendGathered();
  }

  /** For programs that rest between steps; while they train, it may never get its turn. */
  private startTimer(): void {
    if (this.timer) this.timer.refresh();
    else this.timer = this.setTimeout(() => this.sendGathered(), GATHERING_MS).unref();
  }

  private sendGathered(): void {
    if (this.gathered.length === 0) return;
    const steps = this.gathered;
    this.gathered = [];
    this.write({ type: 'steps', steps });
  }

  private write(message: TrainerMessage): void {
    if (this.hostGone) return;
    const body = v8.serialize(message);
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
    this.sendGathered();
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

/** A step that tells its loss and no more. */
function canWait({ rows, firstNonFinite, inspection }: StepEvent): boolean {
  return rows.length === 0 && firstNonFinite === null && inspection === null;
}
