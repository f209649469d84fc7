//! What a card says before the first command.

use loket_wire::atr::{Atr, Ats, Historical, MAX_ATR};

pub(crate) fn atr(input: &[u8]) {
    let Ok(atr) = Atr::parse(input) else {
        return;
    };
    assert!(input.len() <= MAX_ATR && atr.historical.len() <= 15);
    assert!(!atr.protocols().is_empty());
    assert!(atr.protocols().iter().all(|protocol| *protocol < 15));
    assert!(atr.storage_card().is_none() || atr.is_contactless());
    let _ = Historical::parse(&atr.historical);
    // Nothing may follow the end.
    assert!(Atr::parse(&[input, &[0]].concat()).is_err());
}

pub(crate) fn ats(input: &[u8]) {
    if let Ok(ats) = Ats::parse(input) {
        assert!((16..=4096).contains(&ats.frame_size));
        assert!(ats.waiting < 15 && ats.guard < 15);
        assert!(ats.historical.len() < input.len());
        let _ = Historical::parse(&ats.historical);
    }
}

pub(crate) fn historical(input: &[u8]) {
    let Ok(historical) = Historical::parse(input) else {
        return;
    };
    let objects = historical.objects.iter();
    let bytes: usize = objects.map(|object| object.value.len() + 1).sum();
    assert!(bytes < input.len());
    if let Some(can) = historical.capabilities {
        assert!((1..=8).contains(&can.channels()));
        assert!(can.data_unit_half_bytes() >= 1);
    }
}
