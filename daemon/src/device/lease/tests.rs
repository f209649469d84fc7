use super::*;

const SPAN: Duration = Duration::from_secs(10);

fn at(seconds: u64) -> Moment {
    Moment::from_origin(Duration::from_secs(seconds))
}

fn wanted(holder: &str, devices: &[&'static str]) -> Wanted {
    Wanted {
        devices: devices.to_vec(),
        holder: holder.into(),
        span: SPAN,
    }
}

/// Grants a lease at second 0.
fn take(table: &mut LeaseTable, holder: &str, devices: &[&'static str]) -> (Token, Lease) {
    let token = Token::random().unwrap();
    let lease = table.grant(at(0), token.clone(), wanted(holder, devices));
    (token, lease.unwrap())
}

fn refusal<T: fmt::Debug>(result: Result<T, Condition>) -> (Reason, String) {
    let condition = result.unwrap_err();
    (condition.reason, condition.detail)
}

#[test]
fn all_devices_are_granted_or_none_and_the_holder_is_named() {
    let mut table = LeaseTable::default();
    take(&mut table, "siti", &["scanner"]);
    let both = wanted("budi", &["camera", "scanner"]);
    let refused = table.grant(at(1), Token::random().unwrap(), both);
    let named = "scanner is leased by siti".to_owned();
    assert_eq!(refusal(refused), (Reason::DeviceLeased, named.clone()));
    assert!(table.admit(at(1), None, "camera").is_ok());
    let stranger = table.admit(at(1), None, "scanner");
    assert_eq!(refusal(stranger), (Reason::DeviceLeased, named));
}

#[test]
fn the_holder_uses_what_it_leased_and_what_is_free() {
    let mut table = LeaseTable::default();
    let (siti, lease) = take(&mut table, "siti", &["scanner"]);
    take(&mut table, "budi", &["camera"]);
    assert_eq!(table.admit(at(1), Some(&siti), "scanner"), Ok(lease.fence));
    assert_eq!(table.admit(at(1), Some(&siti), "desk"), Ok(0));
    let camera = table.admit(at(1), Some(&siti), "camera");
    assert_eq!(refusal(camera).0, Reason::DeviceLeased);
}

#[test]
fn a_lease_ends_without_a_sign_of_life_and_a_renewal_is_one() {
    let mut table = LeaseTable::default();
    let (token, _) = take(&mut table, "siti", &["scanner"]);
    let renewed = table.renew(at(9), &token, &[], SPAN).unwrap();
    assert_eq!(renewed.ends, Some(at(19)));
    assert_eq!(table.next_end(), Some(at(19)));
    table.expire(at(18));
    assert_eq!(table.leases().len(), 1);
    table.expire(at(19));
    assert!(table.leases().is_empty());
    let late = table.renew(at(19), &token, &[], SPAN);
    assert_eq!(refusal(late), (Reason::LeaseLost, String::new()));
}

#[test]
fn a_renewal_is_for_the_same_devices() {
    let mut table = LeaseTable::default();
    let (token, _) = take(&mut table, "siti", &["scanner", "camera"]);
    let mut renew = |devices: &[&'static str]| table.renew(at(1), &token, devices, SPAN);
    assert!(renew(&["camera", "scanner"]).is_ok());
    for other in [&["scanner"][..], &["scanner", "desk"]] {
        assert_eq!(refusal(renew(other)).0, Reason::InvalidArgument);
    }
}

#[test]
fn a_stream_keeps_a_lease_and_its_end_begins_the_grace() {
    let mut table = LeaseTable::default();
    let (token, lease) = take(&mut table, "siti", &["scanner"]);
    assert_eq!(table.keep(at(1), &token).unwrap().ends, None);
    // A reloaded page opens its stream before the old one is seen to have ended.
    table.keep(at(2), &token).unwrap();
    table.let_go(at(500), lease.fence);
    assert_eq!(table.next_end(), None);
    table.let_go(at(501), lease.fence);
    assert_eq!(table.next_end(), Some(at(511)));
    assert!(table.keep(at(510), &token).is_ok(), "reclaimed in time");
    table.let_go(at(520), lease.fence);
    table.expire(at(530));
    assert!(table.keep(at(530), &token).is_err());
}

#[test]
fn who_lost_a_lease_learns_of_it_even_when_the_device_is_free() {
    let mut table = LeaseTable::default();
    let (siti, _) = take(&mut table, "siti", &["scanner", "camera"]);
    table.release(&siti);
    table.release(&siti);
    let free = table.admit(at(1), Some(&siti), "desk");
    assert_eq!(refusal(free), (Reason::LeaseLost, String::new()));
    take(&mut table, "budi", &["camera"]);
    let taken = table.renew(at(1), &siti, &["scanner", "camera"], SPAN);
    let named = "camera is leased by budi".to_owned();
    assert_eq!(refusal(taken), (Reason::LeaseLost, named));
}

#[test]
fn a_use_from_before_a_newer_lease_is_stale() {
    let mut table = LeaseTable::default();
    let anybody = table.admit(at(0), None, "scanner").unwrap();
    let (siti, lease) = take(&mut table, "siti", &["scanner"]);
    let own = table.admit(at(0), Some(&siti), "scanner").unwrap();
    let refused = refusal(table.check("scanner", anybody, false));
    let named = |holder| format!("scanner is leased by {holder}");
    assert_eq!(refused, (Reason::DeviceLeased, named("siti")));
    assert_eq!(table.check("scanner", own, true), Ok(()));
    table.revoke(lease.fence);
    assert_eq!(
        table.check("scanner", own, true),
        Ok(()),
        "nobody came after"
    );
    take(&mut table, "budi", &["scanner"]);
    let stale = refusal(table.check("scanner", own, true));
    assert_eq!(stale, (Reason::LeaseLost, named("budi")));
}

#[test]
fn a_running_job_keeps_its_devices_from_leases_and_other_jobs() {
    let mut table = LeaseTable::default();
    let (order, other) = (Job::Order("o1".into()), Job::Enrolment("e1".into()));
    table
        .claim(at(0), None, &["printer", "encoder"], &order)
        .unwrap();
    let named = (
        Reason::DeviceInUse,
        "printer is held by order o1".to_owned(),
    );
    let leased = table.grant(
        at(0),
        Token::random().unwrap(),
        wanted("budi", &["printer"]),
    );
    assert_eq!(refusal(leased), named);
    let claimed = table.claim(at(0), None, &["desk", "printer"], &other);
    assert_eq!(refusal(claimed), named);
    assert!(
        table.claim(at(0), None, &["desk"], &other).is_ok(),
        "all or none"
    );
    table.give_back(&["printer", "encoder"]);
    take(&mut table, "budi", &["printer"]);
    let again = table.claim(at(0), None, &["encoder", "printer"], &order);
    assert_eq!(refusal(again).0, Reason::DeviceLeased);
}

#[test]
fn a_job_outlives_the_lease_under_which_it_began() {
    let mut table = LeaseTable::default();
    let (siti, _) = take(&mut table, "siti", &["scanner"]);
    let job = Job::Enrolment("e1".into());
    table.claim(at(0), Some(&siti), &["scanner"], &job).unwrap();
    let early = table.grant(
        at(11),
        Token::random().unwrap(),
        wanted("budi", &["scanner"]),
    );
    assert_eq!(refusal(early).0, Reason::DeviceInUse);
    table.give_back(&["scanner"]);
    take(&mut table, "budi", &["scanner"]);
}

#[test]
fn fences_grow_from_where_the_station_left_off() {
    let mut table = LeaseTable::above(7 << 32);
    let (first, a) = take(&mut table, "siti", &["scanner"]);
    table.release(&first);
    let (_, b) = take(&mut table, "siti", &["scanner"]);
    assert!(7 << 32 < a.fence && a.fence < b.fence && b.fence < 8 << 32);
}

#[test]
fn only_the_last_leases_are_remembered() {
    let mut table = LeaseTable::default();
    for _ in 0..3 * REMEMBERED {
        let (token, _) = take(&mut table, "siti", &["scanner"]);
        table.release(&token);
    }
    assert_eq!(table.over.len(), REMEMBERED);
}
