import assert from "node:assert/strict";
import { test } from "node:test";
import { Recording, openMicrophone, formatTimestamp } from "../../../static_site/scripts/files/recording.js";
import { LIMIT_BYTES } from "../../../static_site/scripts/files/file-rules.js";
import { findRecordingFormat } from "../../../static_site/scripts/files/recording-formats.js";

/** What a browser gives: `records` are the types that it can; `gives` is a slice of what was said. */
function aBrowser({ records = ["audio/webm;codecs=opus"] } = {}) {
  const track = { isRefused: 0, stop: () => (track.isRefused += 1) };
  const recorders = [];
  globalThis.MediaRecorder = class extends EventTarget {
    static isTypeSupported = (type) => records.includes(type);
    state = "inactive";
    constructor(stream, options) {
      super();
      this.options = options;
      recorders.push(this);
    }
    start() {
      this.state = "recording";
    }
    stop() {
      this.state = "inactive";
      this.dispatchEvent(new Event("stop"));
    }
    gives(data) {
      this.dispatchEvent(Object.assign(new Event("dataavailable"), { data }));
    }
  };
  return { track, recorders, stream: { getTracks: () => [track] } };
}

function recorded(browser) {
  const ends = [];
  return { ends, recording: new Recording(browser.stream, (end) => ends.push(end)), recorder: browser.recorders[0] };
}

test("what was said is a file of the type that the portal takes, named after the moment", async () => {
  const browser = aBrowser({ records: ["audio/mp4"] });
  const { recording, recorder, ends } = recorded(browser);
  recorder.gives(new Blob(["one "]));
  recorder.gives(new Blob(["two"]));

  recording.stop("stopped");

  const file = recording.file("voice-note", new Date(2026, 0, 5, 9, 7));
  assert.deepEqual([file.name, file.type, await file.text()], ["voice-note-2026-01-05-0907.m4a", "audio/mp4", "one two"]);
  assert.deepEqual([ends, browser.track.isRefused], [["stopped"], 1]);
});

test("a browser that goes by a rate of its own is stopped before the portal's limit", () => {
  const { recording, recorder, ends } = recorded(aBrowser());
  recorder.gives({ size: LIMIT_BYTES / 2 });
  assert.deepEqual(ends, []);

  recorder.gives({ size: LIMIT_BYTES / 2 - 1 });

  assert.deepEqual(ends, ["limit"]);
  assert.equal(recording.isEmpty, false);
});

test("a microphone that stops or fails by itself is the device's end", () => {
  for (const happens of [(recorder) => recorder.stop(), (recorder) => recorder.dispatchEvent(new Event("error"))]) {
    const browser = aBrowser();
    const { recorder, ends } = recorded(browser);

    happens(recorder);

    assert.deepEqual([ends, browser.track.isRefused], [["device"], 1]);
  }
});

test("the first reason for which it ended counts", () => {
  const { recording, ends } = recorded(aBrowser());

  recording.stop("left");
  recording.stop("limit");

  assert.deepEqual(ends, ["left"]);
});

test("why there is no microphone is told apart", async () => {
  const failures = [["NotAllowedError", "refused"], ["SecurityError", "refused"], ["NotFoundError", "missing"], ["NotReadableError", "silent"], ["AbortError", "silent"]];
  for (const [name, meant] of failures) {
    const mediaDevices = { getUserMedia: () => Promise.reject(new DOMException("", name)) };
    Object.defineProperty(globalThis, "navigator", { value: { mediaDevices }, configurable: true });
    assert.equal(await openMicrophone(), meant, name);
  }
});

test("the moment is the device's, in letters that any machine can name a file with", () => {
  assert.equal(formatTimestamp(new Date(2026, 10, 24, 14, 2)), "2026-11-24-1402");
});

test("a browser that writes WebM, but not the sound the portal takes, records nothing", () => {
  for (const [records, type] of [[["audio/webm"], undefined], [["audio/webm", "audio/mp4"], "audio/mp4"], [[], undefined]]) {
    aBrowser({ records });
    assert.equal(findRecordingFormat()?.[0], type);
  }
});
