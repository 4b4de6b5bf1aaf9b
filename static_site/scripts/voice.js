// Entry: recording a voice note. Not part of any page: files/upload-list.js fetches it when somebody wants to record.
export { VoiceNoteRecorder } from "./files/voice-note-recorder.js";
