// The camera's live picture.

import { pause } from "./counter.js";

/** Shows the live picture of one enrolment at a time in an <img>; `onCount` gets how many pictures came so far. */
export class Preview {
  constructor(counter, image, onCount) {
    this.counter = counter;
    this.image = image;
    this.onCount = onCount;
    this.enrolmentId = undefined;
    this.count = 0;
  }

  /** Shows this enrolment; undefined shows nothing. */
  show(enrolmentId) {
    if (enrolmentId === this.enrolmentId) {
      return;
    }
    this.stop?.abort();
    this.clear();
    this.enrolmentId = enrolmentId;
    this.stop = enrolmentId ? new AbortController() : undefined;
    if (enrolmentId) {
      this.stream(enrolmentId, this.stop.signal);
    }
  }

  /** Nobody's face stays on the screen after the applicant has left. */
  clear() {
    URL.revokeObjectURL(this.image.src);
    this.image.removeAttribute("src");
    this.count = 0;
    this.onCount(0);
  }

  async stream(enrolmentId, signal) {
    while (!signal.aborted) {
      try {
        const pictures = this.counter.enrolments.streamPreview({ enrolmentId, seconds: 600 }, { signal });
        for await (const { jpeg } of pictures) {
          await this.draw(jpeg, signal);
        }
      } catch {
        // No camera just now, or the page looks elsewhere.
      }
      await pause(1000);
    }
  }

  /** Waits until the picture is decoded: a slow screen then misses pictures instead of lagging behind. */
  async draw(jpeg, signal) {
    if (signal.aborted) {
      return;
    }
    const url = URL.createObjectURL(new Blob([jpeg], { type: "image/jpeg" }));
    const old = this.image.src;
    this.image.src = url;
    await this.image.decode();
    if (old) {
      URL.revokeObjectURL(old);
    }
    this.count += 1;
    this.onCount(this.count);
  }
}
