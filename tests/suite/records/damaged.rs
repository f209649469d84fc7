//! Records that are not as they were written.

use super::Premises;
use loket_daemon::condition::Reason;
use loket_daemon::issuance::order::OrderState;
use loket_tests::process::built;
use rusqlite::Connection;
use std::process::Command;

impl Premises {
    /// Whether `loketd` succeeds with these arguments, and what it says.
    fn loketd(&self, arguments: &[&str]) -> (bool, String) {
        let mut command = Command::new(built("loketd").unwrap());
        command
            .arg("--config")
            .arg(self.folder.path().join("loketd.toml"));
        let output = command.args(arguments).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).unwrap())
    }
}

#[test]
fn damaged_records_are_served_and_no_card_is_begun_until_somebody_accepts_them() {
    let mut premises = Premises::new();
    let printed = premises.submit("r1").unwrap();
    premises.stop();
    let file = Connection::open(premises.state().join("loket.db")).unwrap();
    let sql = "DELETE FROM journal WHERE sequence = (SELECT max(sequence) FROM journal)";
    assert_eq!(file.execute(sql, []).unwrap(), 1);
    drop(file);
    premises.start();
    assert_eq!(premises.in_the_way(), [Reason::RecordsDamaged]);
    assert_eq!(premises.order(&printed.id).state, OrderState::Inspecting);
    assert_eq!(premises.submit("r2"), Err(Reason::RecordsDamaged));
    let answered = premises.office.answer(&printed.id, "spoiled", "smeared");
    let refused = answered.unwrap_err().into_condition().reason;
    assert_eq!((refused, premises.hopper()), (Reason::RecordsDamaged, 4));
    premises.stop();
    let (checked, said) = premises.loketd(&["--check-records"]);
    assert!(
        !checked && said.contains("the journal ends with entry"),
        "{said}"
    );
    let nameless = premises.loketd(&["--accept-records", "the disk was exchanged"]);
    assert!(!nameless.0, "{}", nameless.1);
    let accept = [
        "--accept-records",
        "the disk was exchanged",
        "--by",
        "kadis.lestari",
    ];
    let (accepted, said) = premises.loketd(&accept);
    assert!(accepted && said.contains("kadis.lestari"), "{said}");
    let (checked, said) = premises.loketd(&["--check-records"]);
    assert!(checked, "{said}");
    premises.start();
    assert_eq!(premises.in_the_way(), []);
    assert_eq!(premises.submit("r2").unwrap().state, OrderState::Inspecting);
}
