use super::super::record::{ExceptionKind, KeptImage, Kind, Take};
use super::super::{Enrolments, Opening, items, sha256};
use crate::config::Config;
use crate::counter::Counter;
use crate::device::handle::Ownership;
use crate::person::{Person, Role};
use crate::prompt::answer::By;
use crate::store::records::Page;
use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use loket_biometrics::finger::template::encode;
use loket_biometrics::finger::{FingerPosition, Minutia, MinutiaKind};
use loket_card::biodata::{Biodata, BloodType, Sex};
use loket_card::date::Date;
use loket_card::finger::FingerPosition as F;
use loket_drivers::link::system::SystemPorts;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

pub(super) const NIK: &str = "3171015708900001";
pub(super) const NAME: &str = "SITI CONTOH";

/// A counter without devices.
pub(crate) fn counter(folder: &Path) -> Counter {
    let text = "[station]\nid = \"test\"\nstate = \"state\"\n[listen]\nunix = \"loket.sock\"\n";
    let config = Config::parse(text, &folder.join("loketd.toml")).unwrap();
    Counter::open(config, Arc::new(SystemPorts::new()), Ownership::Caller).unwrap()
}

pub(crate) fn budi() -> Person {
    Person {
        id: "budi".into(),
        role: Role::Operator,
    }
}

pub(crate) fn signature_png() -> Vec<u8> {
    let pixel = |x: u32, y: u32| Luma([if x.abs_diff(y * 3) < 4 { 20 } else { 250 }]);
    let picture = DynamicImage::ImageLuma8(GrayImage::from_fn(300, 100, pixel));
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).unwrap();
    png.into_inner()
}

pub(super) fn biodata() -> Biodata {
    Biodata {
        nik: NIK.into(),
        name: NAME.into(),
        birth_place: "PADANG".into(),
        birth_date: Date {
            year: 1990,
            month: 8,
            day: 17,
        },
        sex: Sex::Female,
        blood_type: BloodType::Unknown,
        address: "JL. MELATI 5".into(),
        rt: "001".into(),
        rw: "002".into(),
        village: "SUNGAI LIAT".into(),
        district: "SEKAYU".into(),
        regency: "MUSI BANYUASIN".into(),
        province: "SUMATERA SELATAN".into(),
        religion: "ISLAM".into(),
        marital_status: "KAWIN".into(),
        occupation: "PETANI".into(),
        citizenship: "WNI".into(),
    }
}

pub(crate) fn opening(request: &str) -> Opening {
    Opening {
        request_id: request.into(),
        operator: budi(),
        kind: Kind::Record,
        subject: "case-1".into(),
        rephoto_reason: String::new(),
    }
}

/// A new record; its request is named after how many there are.
pub(super) fn record(all: &Enrolments) -> String {
    let request = format!("r{}", all.list(Page::EVERYTHING).unwrap().len());
    all.begin(opening(&request)).unwrap().id
}

/// Adds a photo as if the camera had taken it.
pub(super) fn add_photo(all: &Enrolments, id: &str, jpeg: &[u8]) {
    let change = all.change(id, By::Call(&budi()), "photo done", |enrolment| {
        let take = enrolment.add_take(Take {
            sha256: sha256(jpeg),
            acceptable: true,
        })?;
        Ok(vec![
            (items::photo(take), jpeg.to_vec()),
            (items::measures(take), b"[]".to_vec()),
        ])
    });
    change.unwrap();
}

/// Keeps a finger as if the scanner had captured it, verified.
pub(super) fn add_finger(all: &Enrolments, id: &str, position: F) -> Vec<u8> {
    let minutia = |at: u16| Minutia {
        x: 10 * at,
        y: 9 * at,
        angle: 7,
        kind: MinutiaKind::Ending,
        quality: 80,
    };
    let minutiae: Vec<_> = (1..20).map(minutia).collect();
    let code = FingerPosition::try_from(position.code()).unwrap();
    let template = encode(code, &minutiae, 256, 288, 500, 1000).unwrap();
    let pixels = vec![position.code(); 256 * 288];
    let kept = KeptImage {
        width: 256,
        height: 288,
        ppi: 500,
        quality: 70,
        sha256: sha256(&pixels),
        verification: Some(180),
    };
    let sealed = vec![
        (items::pixels(position), pixels),
        (items::template(position), template.clone()),
    ];
    let change = all.change(id, By::Call(&budi()), "finger done", |enrolment| {
        enrolment.count_tries(position, 2);
        enrolment.keep_finger(position, kept)?;
        Ok(sealed)
    });
    change.unwrap();
    template
}

/// A record with everything: both index fingers captured, the others declared missing, the second of two photos accepted.
pub(super) fn complete_record(all: &Enrolments) -> String {
    let id = record(all);
    all.set_biodata(&id, &budi(), &biodata()).unwrap();
    all.upload_signature(&id, &budi(), &signature_png())
        .unwrap();
    add_photo(all, &id, b"first photo");
    add_photo(all, &id, b"second photo");
    all.accept_photo(&id, &budi(), 2, String::new()).unwrap();
    for position in F::ALL {
        if [F::RightIndex, F::LeftIndex].contains(&position) {
            add_finger(all, &id, position);
        } else {
            all.declare_exception(
                &id,
                &budi(),
                position,
                ExceptionKind::Missing,
                "accident".into(),
            )
            .unwrap();
        }
    }
    id
}
