// What browsers record and the portal takes, with the ending of each; Safari's is the second.

/** @type {[type: string, ending: string][]} */
export const RECORDING_FORMATS = [["audio/webm;codecs=opus", "webm"], ["audio/mp4", "m4a"]];

/** The one that this browser records, if it records any. */
export function findRecordingFormat() {
  return RECORDING_FORMATS.find(([type]) => globalThis.MediaRecorder?.isTypeSupported(type));
}
