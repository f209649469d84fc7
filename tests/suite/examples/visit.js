// An operator at the browser example: opens the page in headless Chromium, records, reloads, issues a card. Writes what the
// page shows, one line each, for the people at the counter; exits with 1 at the first thing that is not as it should be.
//
//     node visit.js PAGE BIODATA_FILE SIGNATURE_FILE PICTURE_FOLDER
//
// Once it says `ready for an order`, somebody orders a card with the case number `ordered`.

const assert = require("node:assert/strict");
const { chromium } = require("playwright-core");

const [address, biodata, signature, pictures] = process.argv.slice(2);

/** Writes the API's names of what is asked and wanted as soon as the page shows it. */
function report() {
  const seen = new Set();
  const look = () => {
    for (const { dataset } of document.querySelectorAll("[data-generation], [data-hint]")) {
      const { kind, generation, hint, position } = dataset;
      const line = kind ? `PROMPT_KIND_${kind} ${generation}` : `FINGER_POSITION_${position} HINT_KIND_${hint}`;
      if (kind ? !seen.has(line) : window.lastHint !== line) {
        seen.add(line);
        window.lastHint = line;
        window.write(line);
      }
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
}

async function main() {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    // Chromium refuses to be root in its sandbox.
    args: process.getuid() === 0 ? ["--no-sandbox"] : [],
  });
  const page = await browser.newPage({ viewport: { width: 1360, height: 840 } });
  page.setDefaultTimeout(30_000);
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.exposeFunction("write", (line) => console.log(line));
  await page.addInitScript(report);
  await page.goto(address);

  await page.fill("#case", "2026-0009");
  await page.click("#open button");
  await showsPreview(page);
  await answer(page, "ENTER_BIODATA", "enter", biodata);
  await answer(page, "TAKE_PHOTO", "take");
  await question(page, "CHOOSE_PHOTO").locator("dd img").first().waitFor();
  await page.screenshot({ path: `${pictures}/preview.png` });
  await reload(page);
  await showsPreview(page);
  await answer(page, "CHOOSE_PHOTO", "take:1");
  await answer(page, "CAPTURE_FINGER", "capture");
  await question(page, "CAPTURE_FINGER").waitFor();

  await page.click("#language");
  console.log("ready for an order");
  await page.locator("#queue button", { hasText: "ordered" }).click();
  await page.waitForFunction(() => document.querySelector(".printing progress")?.value > 0);
  await page.screenshot({ path: `${pictures}/progress.png` });
  await reload(page);
  await answer(page, "INSPECT_CARD", "good", undefined, `${pictures}/inspect.png`);
  await answer(page, "ACTIVATE_CARD");
  await answer(page, "HAND_OVER_CARD", "handed_over");
  await page.locator(".steps[data-state=HANDED_OVER]").waitFor();
  await page.screenshot({ path: `${pictures}/handed-over.png` });
  assert.deepEqual(complaints, []);
  await browser.close();
}

function question(page, kind) {
  return page.locator(`#prompt article[data-kind=${kind}]`);
}

/** Presses the button of a choice, the first without a key; a file goes into its form, a picture is taken before. */
async function answer(page, kind, key, file, picture) {
  const article = question(page, kind);
  const form = article
    .locator(".choices form")
    .filter({ has: page.locator(key ? `[data-choice="${key}"]` : "button") })
    .first();
  await form.waitFor();
  if (file) {
    await form.locator("input[type=file]").setInputFiles(file);
  }
  if (picture) {
    await page.waitForFunction(() => [...document.querySelectorAll("dd img")].every((image) => image.naturalWidth > 0));
    await page.screenshot({ path: picture });
  }
  const asked = page.locator(`#prompt article[data-generation="${await article.getAttribute("data-generation")}"]`);
  await form.locator("button").click();
  await asked.waitFor({ state: "detached" });
}

async function showsPreview(page) {
  await page.waitForFunction(() => parseInt(document.getElementById("pictures").textContent, 10) >= 10);
  const width = await page.locator("#preview").evaluate((image) => image.naturalWidth);
  assert.ok(width >= 320, `the preview is ${width} pixels wide`);
}

/** Reloads the page, which must keep its lease, its session (case and language) and its place in the stream. */
async function reload(page) {
  const before = await state(page);
  const [watch] = await Promise.all([
    page.waitForRequest((request) => request.url().endsWith("/loket.v1.WatchService/Watch")),
    page.reload(),
  ]);
  await page.locator("#lease .good").waitFor();
  await page.locator("#subject h2").waitFor();
  const now = await state(page);
  assert.deepEqual([now.fence, now.title, now.language], [before.fence, before.title, before.language]);
  assert.ok(BigInt(now.place) >= BigInt(before.place), "the place in the stream fell");
  assert.ok(after(watch.postDataBuffer()) >= BigInt(before.place), "the stream began anew");
  console.log(`reloaded with lease ${now.fence} in ${now.title}`);
}

function state(page) {
  return page.evaluate(() => ({
    fence: document.querySelector("#lease .good").dataset.fence,
    title: document.querySelector("#subject h2").textContent,
    language: document.documentElement.lang,
    place: JSON.parse(sessionStorage.getItem("feed")).after,
  }));
}

/** The number in a grpc-web WatchRequest: five bytes of frame, then field 1 as a varint. */
function after(frame) {
  let number = 0n;
  assert.equal(frame[5], 0x08, "the request has no `after`");
  for (let at = 6, shift = 0n; ; at += 1, shift += 7n) {
    number |= BigInt(frame[at] & 0x7f) << shift;
    if (frame[at] < 0x80) {
      return number;
    }
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
