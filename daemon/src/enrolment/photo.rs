//! Photos: take, measure, accept.

use super::portrait::{Measure, Portrait, backdrop};
use super::{Enrolments, items, sha256};
use crate::condition::Reason;
use crate::device::class::Cameras;
use crate::device::handle::Handle;
use crate::device::lease::Job;
use crate::device::token::Token;
use crate::enrolment::job::Named;
use crate::enrolment::preview::Viewer;
use crate::enrolment::prompt::prompt;
use crate::enrolment::record::{Enrolment, Hash, Take};
use crate::prompt::answer::By;
use crate::prompt::{Evidence, Picture};
use crate::refusal::Refusal;
use crate::store::database::StoreError;
use loket_drivers::limit::Canceller;
use std::mem;
use std::time::Duration;

/// Patience for one picture.
const STILL: Duration = Duration::from_secs(10);

/// A photo as the front end sees it right after it was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenPhoto {
    /// 1 for the first of this enrolment.
    pub take: u32,
    /// The cropped portrait, 3:4.
    pub jpeg: Vec<u8>,
    /// Of `jpeg`.
    pub sha256: Hash,
    /// What was measured.
    pub measures: Vec<Measure>,
    /// Whether all measures passed.
    pub acceptable: bool,
}

impl Enrolments {
    /// Takes a photo, measures it and keeps it as a take.
    ///
    /// # Errors
    /// `PhotoUnusable`; `DeviceInUse`, `DeviceLeased`, `LeaseLost`, the camera's conditions; `NotFound`, `WrongState`.
    pub fn capture_photo<'a>(
        &self,
        id: &str,
        by: impl Into<By<'a>>,
    ) -> Result<TakenPhoto, Refusal> {
        let mut taken = None;
        let (name, by) = ("photo", by.into());
        self.get(id)?.require_capturing()?;
        let camera = self.base.hardware.camera()?;
        let camera = camera.claim(by.lease(), Job::Enrolment(id.to_owned()))?;
        let apply = |enrolment: &mut Enrolment, portrait| {
            let photo = keep(enrolment, portrait)?;
            let measures = serde_json::to_vec(&photo.measures).map_err(StoreError::Damaged)?;
            let items = vec![
                (items::photo(photo.take), photo.jpeg.clone()),
                (items::measures(photo.take), measures),
            ];
            taken = Some(photo);
            Ok(items)
        };
        let work = |enrolment: &Enrolment, canceller: &Canceller| {
            self.portrait(enrolment, &camera, canceller)
        };
        self.device_job(id, Named { name, by }, work, apply, |_| ())?;
        taken.ok_or_else(|| Reason::Internal.into())
    }

    fn portrait(
        &self,
        enrolment: &Enrolment,
        camera: &Handle<Cameras>,
        canceller: &Canceller,
    ) -> Result<Portrait, Refusal> {
        let backdrop = backdrop(self.biodata(enrolment)?.as_ref());
        let frame =
            camera.call_cancellable(STILL, canceller, |camera, limit| camera.still(limit))?;
        Ok(Portrait::read(&frame.jpeg, backdrop)?)
    }

    /// The applicant agrees with a take; one that failed a measure needs a reason.
    ///
    /// # Errors
    /// `NoSuchTake`, `PhotoNotAcceptable`; `NotFound`, `WrongState`.
    pub fn accept_photo<'a>(
        &self,
        id: &str,
        by: impl Into<By<'a>>,
        take: u32,
        override_reason: String,
    ) -> Result<Enrolment, Refusal> {
        let what = format!("photo {take} accepted");
        self.change(id, by.into(), &what, |enrolment| {
            enrolment.accept_take(take, !override_reason.is_empty())?;
            let reason = override_reason.into_bytes();
            Ok(vec![(items::OVERRIDE_REASON.to_owned(), reason)])
        })
    }

    /// A picture of what the enrolment's present prompt shows.
    ///
    /// # Errors
    /// `NotFound`; `Stale` with what waits now when the prompt is over.
    pub fn evidence(&self, id: &str, generation: u64, name: &str) -> Result<Picture, Refusal> {
        let enrolment = self.get(id)?;
        let present = prompt(&enrolment, self.chip_preference());
        let question = enrolment.asked.at(present, generation)?;
        let Evidence::Take(take) = question.picture(name)? else {
            return Err(Reason::NotFound.into());
        };
        Ok(Picture {
            media_type: "image/jpeg",
            content: mem::take(&mut *self.item(id, items::photo(take))?),
        })
    }

    /// Live pictures, while the enrolment is being captured, for the front end that shows `lease`, if it shows one.
    ///
    /// # Errors
    /// `NotFound`, `WrongState`; `DeviceLeased`, `LeaseLost`; `DeviceNotConfigured` without a camera.
    pub fn preview(&self, id: &str, lease: Option<&Token>) -> Result<Viewer, Refusal> {
        self.get(id)?.require_capturing()?;
        Ok(self.preview.watch(lease)?)
    }
}

fn keep(enrolment: &mut Enrolment, portrait: Portrait) -> Result<TakenPhoto, Refusal> {
    let Portrait {
        jpeg,
        measures,
        acceptable,
    } = portrait;
    let sha256 = sha256(&jpeg);
    let take = enrolment.add_take(Take { sha256, acceptable })?;
    Ok(TakenPhoto {
        take,
        jpeg,
        sha256,
        measures,
        acceptable,
    })
}
