// Entry: choosing and sending files. Not part of any page: files/upload-field.js fetches it when somebody may need it.
export { UploadList } from "./files/upload-list.js";
