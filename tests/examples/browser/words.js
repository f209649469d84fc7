// The page's own texts, in Indonesian and English. What the counter says comes in both languages with each message.

import { recall, remember } from "./memory.js";

const WORDS = {
  queue: ["Antrean", "Queue"],
  open: ["Mulai perekaman", "Start recording"],
  case: ["Nomor berkas", "Case number"],
  preview: ["Kamera", "Camera"],
  pictures: ["gambar", "pictures"],
  record: ["Perekaman", "Recording"],
  rephoto: ["Foto ulang", "New photo"],
  card: ["Kartu", "Card"],
  nobody: ["Pilih berkas dari antrean.", "Choose a case from the queue."],
  working: ["Sedang dikerjakan …", "Working …"],
  nothing: ["Tidak ada yang perlu dilakukan sekarang.", "Nothing to do just now."],
  note: ["Alasan", "Reason"],
  biodata: ["Berkas biodata (JSON)", "File with the biodata (JSON)"],
  png: ["Berkas tanda tangan (PNG)", "File with the signature (PNG)"],
  mine: ["Perangkat dipakai di sini", "Devices in use here"],
  ended: ["Perangkat dilepas", "Devices were given up"],
  take: ["Coba lagi", "Try again"],
  offline: ["Terputus, menyambung lagi …", "Disconnected, connecting again …"],
  training: ["LATIHAN", "TRAINING"],
  printing: ["Pencetakan", "Printing"],
  attempt: ["Blangko", "Blank"],
};

const NAMES = {
  biodata: ["Biodata", "Biodata"],
  photo: ["Foto", "Photo"],
  fingers: ["Sidik jari", "Fingers"],
  signature: ["Tanda tangan", "Signature"],
  verification: ["Verifikasi", "Verification"],
  sealed: ["Disegel", "Sealed"],
  ACCEPTED: ["Diterima", "Accepted"],
  PREPARING: ["Disiapkan", "Preparing"],
  IN_PRODUCTION: ["Dicetak", "In production"],
  INSPECTING: ["Diperiksa", "Inspecting"],
  ISSUED: ["Terbit", "Issued"],
  ACTIVATED: ["Aktif", "Activated"],
  HANDED_OVER: ["Diserahkan", "Handed over"],
  REFUSED: ["Ditolak", "Refused"],
  CANCELLED: ["Dibatalkan", "Cancelled"],
  EXHAUSTED: ["Blangko habis", "No blanks left"],
  VOIDED: ["Ditarik", "Voided"],
  prepare: ["siapkan", "prepare"],
  feed: ["ambil blangko", "feed"],
  identify: ["kenali chip", "identify chip"],
  encode: ["tulis chip", "write chip"],
  print: ["cetak", "print"],
  reject: ["tolak", "reject"],
  look: ["periksa", "look"],
  activate: ["aktifkan", "activate"],
  scanner: ["pemindai jari", "scanner"],
  camera: ["kamera", "camera"],
  printer: ["pencetak", "printer"],
  encoder: ["penulis chip", "encoder"],
  desk: ["pembaca meja", "desk reader"],
};

/** `id` or `en`. */
export let language = recall("language", "id");

/** The other language from now on. */
export function switchLanguage() {
  language = language === "id" ? "en" : "id";
  remember("language", language);
}

/** One of the page's texts. */
export function word(name) {
  return WORDS[name][language === "id" ? 0 : 1];
}

/** What a stable word of the API (a step, a state, a device) is called here; a new word is shown as it comes. */
export function named(name) {
  return NAMES[name]?.[language === "id" ? 0 : 1] ?? name;
}

/** A text that the counter sends in both languages, for example `textEn` and `textId`. */
export function say(message, field = "text") {
  return message[field + (language === "id" ? "Id" : "En")];
}

/** The same in the other language, for the person who reads that one. */
export function sayOther(message, field = "text") {
  return message[field + (language === "id" ? "En" : "Id")];
}
