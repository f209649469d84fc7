//! The table of faults as a page.

use super::outcome::Outcome;
use super::rows::Row;
use loket_proto::v1;
use std::collections::BTreeMap;

/// The page's beginning.
const HEAD: &str = "\
# What goes wrong with a card in the printer

Made from what `tests/suite/printer_faults.rs` sees at a whole counter on real wires; that test fails when this page says
otherwise. `LOKET_WRITE_TABLES=1` has it written anew. The faults are those of `loket-sim list faults`.

*Outcome* is that of the blank that meets the fault: **untouched**, no blank leaves the hopper; **used on**, the same card is
finished; **wasted**, it is spoiled and another takes its place; **a person says**, evidence does not tell what became of it, so
somebody looks, and only a whole chip and whole faces make it good. *Books* is the ledger's column of that blank, at every
question and in the end. In each row one good card comes of the order, and no blank is missing.

";

/// The whole page.
pub(crate) fn page(rows: &[(Row, Outcome)]) -> String {
    let mut page = HEAD.to_owned();
    page.push_str(
        "| where | fault | outcome | asked, and answered | books |\n|---|---|---|---|---|\n",
    );
    for (row, outcome) in rows {
        page.push_str(&line(row, outcome));
    }
    page.push_str("\n## What the questions say is to be done\n\n| reason | remedy |\n|---|---|\n");
    for (reason, remedy) in remedies(rows) {
        page.push_str(&format!("| `{reason}` | {remedy} |\n"));
    }
    page
}

fn line(row: &Row, outcome: &Outcome) -> String {
    let faults: Vec<_> = row
        .faults
        .iter()
        .map(|(fault, _)| format!("`{fault}`"))
        .collect();
    // That a card which came out is looked at and found good goes for every row.
    let asked = outcome.asked.iter().filter(|one| one.answer != "good");
    let mut answers: Vec<_> = asked
        .clone()
        .map(|one| match one.kind {
            v1::PromptKind::InspectCard => format!("inspection: `{}`", one.answer),
            _ => format!("`{}`: `{}`", one.reason, one.answer),
        })
        .collect();
    if answers.is_empty() {
        answers.push("nothing".to_owned());
    }
    let mut books: Vec<_> = asked.map(|one| one.booked.as_str()).collect();
    books.push(&outcome.booked);
    books.dedup();
    format!(
        "| {} | {} | {} | {} | {} |\n",
        row.place,
        faults.join(", then "),
        outcome.fate,
        answers.join("; "),
        books.join(" → ")
    )
}

fn remedies(rows: &[(Row, Outcome)]) -> BTreeMap<&str, &str> {
    let asked = rows.iter().flat_map(|(_, outcome)| &outcome.asked);
    asked
        .filter(|one| !one.reason.is_empty())
        .map(|one| (one.reason.as_str(), one.remedy.as_str()))
        .collect()
}
